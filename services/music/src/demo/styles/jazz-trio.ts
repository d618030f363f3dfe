import { nearestPitch } from '../score/chords.ts'
import { brush, closedHat, ride, softKick } from '../sound/drums.ts'
import { grandPiano } from '../sound/keys.ts'
import { vibraphone } from '../sound/mallets.ts'
import { doubleBass } from '../sound/strings.ts'
import type { Style } from './style.ts'

/** A late set: a bass that walks, brushes, a piano that answers itself. */
export const jazzTrio: Style = {
  tempo: [112, 148],
  beatsPerBar: 4,
  swing: 0.64,
  progressions: [
    { chords: 'Dm9 G13 Cmaj9 Am7', ending: 'C69', scale: 'major', tonic: 0 },
    { chords: 'Am7 D9 Gm7 C9 Fmaj7 Bm7b5 E7b9 Am9', ending: 'Am9', scale: 'minor', tonic: 9 },
    { chords: 'C7 F7 C7 C7 F7 F7 C7 A7 Dm7 G7', ending: 'C69', scale: 'dorian', tonic: 0 },
    { chords: 'Cmaj7 Dm7 Em7 A7b9 Dm9 G7sus4', ending: 'Cmaj9', scale: 'major', tonic: 0 },
    { chords: 'Fmaj9 Fm6 Em7 A7 Dm9 G13', ending: 'Cmaj9', scale: 'major', tonic: 0 },
  ],
  arrange(song, variant) {
    const { random } = song
    const { bars } = song.plan
    const comp = { voice: grandPiano, gain: -11, pan: -0.3, room: 0.2 }
    const solo = { voice: variant % 3 === 2 ? vibraphone : grandPiano, gain: -6, pan: 0.15, room: 0.25 }
    const bass = { voice: doubleBass, gain: -4, pan: 0.05, room: 0.08 }
    let foot = 40
    song.voicings(58, 4).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const chord = song.chords[bar]!
      if (bar === bars - 1) {
        song.strike(comp, pitches, { beat, beats: 6, velocity: 0.8 }, 0.03)
        song.strike(
          solo,
          [pitches.at(-1)! + 7, pitches.at(-1)! + 12],
          { beat: beat + 1, beats: 4, velocity: 0.6 },
          0.05,
        )
        return song.play(bass, { beat, beats: 4, pitch: song.bassOf(chord, 36), velocity: 0.85 })
      }
      const next = song.bassOf(song.chords[bar + 1]!, 39)
      const walk = [song.bassOf(chord, 39), 0, 0, next + random.pick([-1, 1, 2])]
      walk[1] = nearestPitch(random.pick(chord.tones.slice(1, 3)), walk[0]! + random.pick([-3, 4]))
      walk[2] = nearestPitch(random.pick(chord.tones), (walk[1]! + next) / 2)
      walk.forEach((pitch, n) => {
        foot = pitch < 31 ? pitch + 12 : pitch > 52 ? pitch - 12 : pitch
        song.play(bass, {
          beat: beat + n,
          beats: 0.92,
          pitch: foot,
          velocity: (n % 2 ? 0.82 : 0.74) + random.between(-0.05, 0.05),
        })
      })
      for (const at of random.pick([
        [0, 1.5],
        [1.5, 3.5],
        [0.5, 2.5],
        [1, 3.5],
      ])) {
        song.strike(comp, pitches, {
          beat: beat + at,
          beats: random.pick([0.4, 0.8]),
          velocity: random.between(0.5, 0.68),
        })
      }
    })
    const to = bars - 1
    song.drum({ voice: ride, gain: -18, pan: 0.35, room: 0.15 }, 'x.x.xox.', { from: 1, to })
    song.drum({ voice: ride, gain: -19, pan: 0.35, room: 0.15 }, 'x...x...', { from: 0, to: 1 })
    song.drum({ voice: closedHat, gain: -17, pan: -0.3 }, '..x...x.', { to })
    song.drum({ voice: brush, gain: -18, pan: -0.1, room: 0.2 }, 'o.x.o.xo', { from: 1, to })
    song.drum({ voice: softKick, gain: -14 }, 'x...o...', { from: 1, to })
    const rhythms = [
      [
        [0, 0.5],
        [0.5, 0.5],
        [1, 0.5],
        [1.5, 0.5],
        [2, 0.5],
        [2.5, 1.5],
      ],
      [
        [0.5, 0.5],
        [1, 1],
        [2, 0.5],
        [2.5, 0.5],
        [3, 0.5],
        [3.5, 0.5],
      ],
      [
        [1, 0.5],
        [1.5, 0.5],
        [2, 0.5],
        [2.5, 0.5],
        [3, 1],
      ],
      [
        [0, 1.5],
        [1.5, 0.5],
        [2.5, 1],
      ],
    ] as const
    const line = song.melody({ rhythms, form: 'ABACDBAE', low: 64, high: 86 }, 2)
    song.playAll(solo, line.slice(0, -1))
    return song.finish({ seconds: 1.1, damp: 0.55 })
  },
}
