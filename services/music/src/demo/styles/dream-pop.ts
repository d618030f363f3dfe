import { closedHat, popKick, tambourine, wideSnare } from '../sound/drums.ts'
import { celesta } from '../sound/mallets.ts'
import { pluckedBass, steelGuitar } from '../sound/strings.ts'
import { brightPad, choir, flute, lead } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** Guitars that shimmer, drums far back in a hall, a tune half asleep. */
export const dreamPop: Style = {
  tempo: [78, 94],
  beatsPerBar: 4,
  progressions: [
    { chords: 'Cmaj7 Em7 Fmaj7 Fm6', ending: 'Cmaj7', scale: 'major', tonic: 0 },
    { chords: 'Fmaj7 Cmaj7 Am7 G', ending: 'Fmaj7', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'Am7 Fmaj7 Cmaj7 Gsus4', ending: 'Am9', scale: 'minorPentatonic', tonic: 9 },
    { chords: 'Cmaj7 Am7 Dm7 Gsus4', ending: 'Cmaj9', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'Fmaj7 G Em7 Am7', ending: 'Fmaj9', scale: 'major', tonic: 0 },
  ],
  arrange(song, variant) {
    const { random } = song
    const { bars } = song.plan
    const last = bars - 1
    const shimmer = { voice: steelGuitar, gain: -10, room: 0.5, echo: 0.4 }
    const haze = { voice: variant % 2 ? brightPad : choir, gain: -15, room: 0.7 }
    const bass = { voice: pluckedBass, gain: -4 }
    const tune = { voice: [lead, celesta, flute][variant % 3]!, gain: -7, pan: 0.05, room: 0.55, echo: 0.35 }
    const figure = random.pick([
      [0, 2, 3, 1, 2, 3, 1, 2],
      [0, 1, 2, 3, 2, 3, 1, 2],
      [3, 1, 2, 0, 3, 1, 2, 1],
    ])
    song.voicings(67, 4).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const root = song.bassOf(song.chords[bar]!, 36)
      song.strike(haze, pitches, { beat, beats: 4, velocity: 0.65 })
      if (bar === last) {
        song.strike({ ...shimmer, pan: -0.3 }, pitches, { beat, beats: 7, velocity: 0.75 }, 0.06)
        return song.play(bass, { beat, beats: 5, pitch: root, velocity: 0.8 })
      }
      figure.forEach((string, step) => {
        const note = {
          beat: beat + step / 2,
          beats: 1.6,
          pitch: pitches[string % pitches.length]!,
          velocity: 0.62 + 0.15 * random.next(),
        }
        // Twice, a hair apart in time and place: the chorus pedal's work.
        song.play({ ...shimmer, pan: -0.6 }, note)
        song.play({ ...shimmer, pan: 0.6 }, note, 0.017)
      })
      if (bar < 2) return
      for (let step = 0; step < 8; step++)
        song.play(bass, { beat: beat + step / 2, beats: 0.46, pitch: step === 7 ? root + 7 : root, velocity: 0.72 })
    })
    const drums = { from: 2, to: last }
    song.drum(
      { voice: popKick, gain: -4, room: 0.15 },
      random.pick(['X.....x.X.......', 'X..x....X.......', 'X......xX.x.....']),
      drums,
    )
    song.drum({ voice: wideSnare, gain: -8, room: 0.6 }, '....X.......X...', drums)
    song.drum({ voice: closedHat, gain: -20, pan: 0.2 }, 'x.o.x.o.x.o.x.o.', drums)
    song.drum({ voice: tambourine, gain: -20, pan: -0.3, room: 0.4 }, '..x...x...x...x.', { from: 4, to: last })
    const rhythms = [
      [
        [0, 1],
        [1, 1],
        [2, 2],
      ],
      [
        [0.5, 1.5],
        [2, 1],
        [3, 1],
      ],
      [
        [0, 2],
        [2.5, 0.5],
        [3, 1],
      ],
    ] as const
    song.playAll(tune, song.melody({ rhythms, form: 'ABAC', low: 67, high: 84 }, 2))
    return song.finish({ seconds: 3, damp: 0.35, echoSeconds: song.beatSeconds * 0.75, echoFeedback: 0.45 })
  },
}
