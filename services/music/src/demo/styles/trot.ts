import { brush, closedHat, softKick, softSnare } from '../sound/drums.ts'
import { accordion } from '../sound/keys.ts'
import { doubleBass, mutedGuitar, nylonGuitar, soloViolin, stringSection } from '../sound/strings.ts'
import { lead } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** Trot and enka: two beats that go ppong and jjak, a five-tone minor, and a voice that bends into its notes. */
export const trot: Style = {
  tempo: [100, 126],
  beatsPerBar: 4,
  progressions: [
    { chords: 'Am Dm E7 Am', ending: 'Am', scale: 'yonanukiMinor', tonic: 9 },
    { chords: 'Am Am Dm Am Dm Am E7 Am', ending: 'Am', scale: 'yonanukiMinor', tonic: 9 },
    { chords: 'Am F Dm E7', ending: 'Am', scale: 'harmonicMinor', tonic: 9 },
    { chords: 'C Am F G7', ending: 'C6', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'Am G F E7', ending: 'Am', scale: 'yonanukiMinor', tonic: 9 },
  ],
  arrange(song, variant) {
    const { random } = song
    const { bars } = song.plan
    const last = bars - 1
    const singer = { voice: [soloViolin, accordion, lead][variant % 3]!, gain: -5, pan: 0.08, room: 0.3, echo: 0.2 }
    const chop = { voice: variant % 2 ? mutedGuitar : accordion, gain: -13, pan: -0.4, room: 0.12 }
    const answer = { voice: nylonGuitar, gain: -11, pan: 0.45, room: 0.25 }
    const bass = { voice: doubleBass, gain: -4 }
    const veil = { voice: stringSection, gain: -18, pan: 0.1, room: 0.4 }
    song.voicings(62, 3).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const chord = song.chords[bar]!
      const root = song.bassOf(chord, 40)
      if (bar === last) {
        song.strike(veil, pitches, { beat, beats: 4, velocity: 0.8 })
        song.strike(answer, [root, ...pitches], { beat, beats: 5, velocity: 0.8 }, 0.04)
        return song.play(bass, { beat, beats: 3, pitch: root, velocity: 0.9 })
      }
      for (const [at, pitch] of [
        [0, root],
        [2, root - 5],
      ] as const) {
        song.play(bass, { beat: beat + at, beats: 0.85, pitch, velocity: 0.85 })
        song.strike(chop, pitches, { beat: beat + at + 1, beats: 0.4, velocity: 0.7 })
      }
      if (bar >= 4) song.strike(veil, pitches, { beat, beats: 4, velocity: 0.7 })
      // The mandolin's manner: an answer in trembling sixteenths while the singer breathes.
      if (bar % 4 !== 3) return
      const top = pitches.at(-1)! + 12
      for (let step = 8; step < 16; step++)
        song.play(answer, {
          beat: beat + step / 4,
          beats: 0.3,
          pitch: step < 12 ? top : top - 3,
          velocity: 0.5 + 0.2 * random.next(),
        })
    })
    song.drum({ voice: softKick, gain: -6 }, 'X...x...', { to: last })
    song.drum({ voice: softSnare, gain: -13, room: 0.15 }, '..x...x.', { to: last })
    song.drum({ voice: brush, gain: -19, pan: 0.3 }, 'o.x.o.xx', { from: 2, to: last })
    song.drum({ voice: closedHat, gain: -21, pan: -0.3 }, 'xxxxxxxx', { from: 2, to: last })
    const rhythms = [
      [
        [0, 1.5],
        [1.5, 0.5],
        [2, 2],
      ],
      [
        [0, 1],
        [1, 0.5],
        [1.5, 0.5],
        [2, 1.5],
      ],
      [
        [0, 0.5],
        [0.5, 0.5],
        [1, 1],
        [2, 0.75],
        [2.75, 1.25],
      ],
    ] as const
    const sung = song.melody({ rhythms, form: 'ABAC', low: 64, high: 83 }, 2)
    for (const note of sung) {
      const grace = note.beats >= 1.5 && random.chance(0.5)
      if (grace)
        song.play(singer, { ...note, beat: note.beat - 0.12, beats: 0.12, pitch: note.pitch + 2, velocity: 0.5 })
      song.play(singer, note)
    }
    return song.finish({ seconds: 1.8, damp: 0.45, echoSeconds: song.beatSeconds })
  },
}
