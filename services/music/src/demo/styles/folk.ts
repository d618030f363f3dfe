import { shaker, softKick, tambourine } from '../sound/drums.ts'
import { accordion } from '../sound/keys.ts'
import { doubleBass, nylonGuitar, steelGuitar } from '../sound/strings.ts'
import { flute } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** Two guitars on a porch: one picks, the other or a flute sings. */
export const folk: Style = {
  tempo: [88, 108],
  beatsPerBar: 4,
  swing: 0.53,
  progressions: [
    { chords: 'C G/B Am F', ending: 'C', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'C Em F G', ending: 'Cadd9', scale: 'major', tonic: 0 },
    { chords: 'Am F C G', ending: 'Am', scale: 'minorPentatonic', tonic: 9 },
    { chords: 'F C/E Dm C', ending: 'F', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'C Am Dm G', ending: 'C', scale: 'major', tonic: 0 },
  ],
  arrange(song, variant) {
    const { random } = song
    const { bars } = song.plan
    const picked = { voice: variant % 2 ? nylonGuitar : steelGuitar, gain: -7, pan: -0.35, room: 0.18 }
    const tune = { voice: [flute, nylonGuitar, accordion][variant % 3]!, gain: -6, pan: 0.25, room: 0.3 }
    const bass = { voice: doubleBass, gain: -6, room: 0.05 }
    const pattern = random.pick([
      [0, 2, 1, 3, 0, 2, 1, 3],
      [0, 1, 2, 3, 2, 1, 2, 1],
      [0, 3, 1, 2, 0, 3, 2, 1],
    ])
    song.voicings(60, 4).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const chord = song.chords[bar]!
      const root = song.bassOf(chord, 43)
      const strings = [root, ...pitches.slice(-3)]
      if (bar === bars - 1) {
        song.strike(picked, [root, ...pitches, pitches[0]! + 12], { beat, beats: 6, velocity: 0.8 }, 0.045)
        return song.play(bass, { beat, beats: 4, pitch: root - 12, velocity: 0.7 })
      }
      pattern.forEach((string, step) => {
        const pitch = strings[string % strings.length]!
        const velocity = (string === 0 ? 0.82 : 0.64) + random.between(-0.07, 0.07)
        song.play(picked, { beat: beat + step / 2, beats: string === 0 ? 2 : 1.2, pitch, velocity })
      })
      if (bar < 2) return
      song.play(bass, { beat, beats: 1.8, pitch: root - 12, velocity: 0.75 })
      song.play(bass, { beat: beat + 2, beats: 1.8, pitch: root - 5, velocity: 0.62 })
    })
    const to = bars - 1
    song.drum({ voice: shaker, gain: -19, pan: 0.4 }, 'x.o.x.o.x.o.x.o.', { from: 2, to })
    song.drum({ voice: softKick, gain: -10 }, 'x.......x.......', { from: 4, to })
    song.drum({ voice: tambourine, gain: -21, pan: -0.2, room: 0.2 }, '....x.......x...', { from: 4, to })
    const rhythms = [
      [
        [0, 1],
        [1, 0.5],
        [1.5, 0.5],
        [2, 2],
      ],
      [
        [0, 1.5],
        [1.5, 0.5],
        [2, 1],
        [3, 1],
      ],
      [
        [0, 0.5],
        [0.5, 0.5],
        [1, 1],
        [2, 1],
        [3, 0.5],
        [3.5, 0.5],
      ],
    ] as const
    const melody = song.melody({ rhythms, form: 'AABA', low: 67, high: 83 }, 2)
    song.playAll(tune, melody)
    if (variant % 2 === 0) {
      const third = melody.filter((note) => note.beats >= 1 && note.beat >= bars * 2)
      song.playAll(
        { ...picked, gain: -12, pan: 0.55 },
        third.map((note) => ({ ...note, pitch: note.pitch - 12 })),
      )
    }
    return song.finish({ seconds: 1.2, damp: 0.5 })
  },
}
