import { brush, closedHat, rim, softKick, softSnare } from '../sound/drums.ts'
import { electricPiano, feltPiano } from '../sound/keys.ts'
import { kalimba, vibraphone } from '../sound/mallets.ts'
import { nylonGuitar } from '../sound/strings.ts'
import { crackle, subBass, warmPad } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** Slow, swung and dusty: an electric piano, a round bass, a record that crackles. */
export const lofi: Style = {
  tempo: [70, 84],
  beatsPerBar: 4,
  swing: 0.58,
  progressions: [
    { chords: 'Fmaj9 Em7 Dm9 Cmaj9', ending: 'Cmaj9', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'Dm9 G13 Cmaj9 Am9', ending: 'Cmaj9', scale: 'major', tonic: 0 },
    { chords: 'Am9 Dm9 Fmaj7 E7b9', ending: 'Am9', scale: 'minorPentatonic', tonic: 9 },
    { chords: 'Cmaj9 Bm7b5 Am9 Fmaj9', ending: 'Cmaj9', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'Fmaj9 Fm6 Em7 Am9', ending: 'Fmaj9', scale: 'major', tonic: 0 },
  ],
  arrange(song, variant) {
    const { bars } = song.plan
    const keys = { voice: variant % 2 ? feltPiano : electricPiano, gain: -7, pan: -0.15, room: 0.22 }
    const bass = { voice: subBass, gain: -6 }
    const tune = { voice: [kalimba, nylonGuitar, vibraphone][variant % 3]!, gain: -6, pan: 0.22, room: 0.35, echo: 0.2 }
    const pad = { voice: warmPad, gain: -22, room: 0.5 }
    const dust = { voice: crackle, gain: -27, pan: 0.1 }
    const comp = song.random.pick(['x..o..x.', 'x...o.x.', 'x..x..o.'])
    song.voicings(62, 4).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const chord = song.chords[bar]!
      const root = song.bassOf(chord, 38)
      song.strike(pad, pitches, { beat, beats: 4, velocity: 0.6 })
      if (bar === bars - 1) {
        song.strike(keys, pitches, { beat, beats: 5, velocity: 0.7 }, 0.05)
        return song.play(bass, { beat, beats: 4, pitch: root, velocity: 0.7 })
      }
      for (let step = 0; step < 8; step++) {
        if (comp[step] === '.') continue
        const velocity = comp[step] === 'x' ? 0.72 : 0.5
        song.strike(keys, pitches, { beat: beat + step / 2, beats: 1.2, velocity }, 0.018)
      }
      if (bar < 1) return
      song.play(bass, { beat, beats: 1.6, pitch: root, velocity: 0.8 })
      song.play(bass, { beat: beat + 2.5, beats: 1.1, pitch: root + (song.random.chance(0.4) ? 7 : 0), velocity: 0.65 })
    })
    const [kick, snare] = song.random.pick([
      ['X......o..X.....', '....X.......X...'],
      ['X.....x...x.....', '....X.......X..o'],
      ['X..o......X.....', '....X.......X...'],
    ] as const)
    const to = bars - 1
    song.drum({ voice: softKick, gain: -3 }, kick, { from: 2, to })
    song.drum({ voice: variant % 2 ? rim : softSnare, gain: -8, pan: 0.06, room: 0.25 }, snare, { from: 2, to })
    song.drum({ voice: closedHat, gain: -19, pan: -0.3 }, 'x.o.x.o.x.o.x.oo', { from: 1, to })
    if (variant % 2 === 0) song.drum({ voice: brush, gain: -20, pan: 0.3 }, '..x...x.', { from: 2, to })
    const rhythms = [
      [
        [0.5, 1],
        [1.5, 0.5],
        [2, 1.5],
      ],
      [
        [0, 0.5],
        [0.5, 1],
        [2.5, 0.5],
        [3, 1],
      ],
      [
        [1, 0.5],
        [1.5, 0.5],
        [2, 0.5],
        [2.5, 1.5],
      ],
    ] as const
    song.playAll(tune, song.melody({ rhythms, form: 'ABAC', low: 67, high: 84 }, 2))
    song.play(dust, { beat: 0, beats: bars * 4, pitch: 60, velocity: 1 })
    return song.finish({ seconds: 1.3, damp: 0.7, echoSeconds: song.beatSeconds * 0.75 }, 9000)
  },
}
