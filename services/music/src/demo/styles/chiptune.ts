import { chipNoise } from '../sound/drums.ts'
import { chipPulse, chipSquare, chipThin, chipTriangle } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** Four voices of an old console: two pulses, a triangle, noise. Chords are arpeggios too fast to count. */
export const chiptune: Style = {
  tempo: [132, 156],
  beatsPerBar: 4,
  progressions: [
    { chords: 'C G Am F', ending: 'C', scale: 'major', tonic: 0 },
    { chords: 'Am F C G', ending: 'Am', scale: 'minor', tonic: 9 },
    { chords: 'F G Em Am', ending: 'C', scale: 'major', tonic: 0 },
    { chords: 'Am Dm G C', ending: 'Am', scale: 'harmonicMinor', tonic: 9 },
    { chords: 'C Em F Fm', ending: 'C6', scale: 'majorPentatonic', tonic: 0 },
  ],
  arrange(song, variant) {
    const { random } = song
    const { bars } = song.plan
    const arpeggio = { voice: variant % 2 ? chipThin : chipPulse, gain: -13, pan: -0.35, room: 0.06 }
    const tune = { voice: variant % 2 ? chipSquare : chipPulse, gain: -7, pan: 0.15, room: 0.08, echo: 0.3 }
    const bass = { voice: chipTriangle, gain: -6 }
    const line = random.pick(['r.r.R.r.', 'rrR.rrR.', 'r..r..R.'])
    song.voicings(69, 3).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const root = song.bassOf(song.chords[bar]!, 43)
      const ladder = [...pitches, pitches[0]! + 12]
      if (bar === bars - 1) {
        ladder.forEach((pitch, n) => song.play(arpeggio, { beat: beat + n / 4, beats: 0.25, pitch, velocity: 0.8 }))
        song.play(arpeggio, { beat: beat + 1, beats: 2.5, pitch: ladder[3]!, velocity: 0.8 })
        return song.play(bass, { beat, beats: 3.5, pitch: root, velocity: 0.9 })
      }
      for (let step = 0; step < 16; step++) {
        const up = step % 4
        song.play(arpeggio, { beat: beat + step / 4, beats: 0.22, pitch: ladder[up]!, velocity: up === 0 ? 0.8 : 0.62 })
      }
      for (let step = 0; step < 8; step++) {
        const octave = line[step] === 'R' ? 12 : 0
        if (line[step] !== '.')
          song.play(bass, { beat: beat + step / 2, beats: 0.42, pitch: root + octave, velocity: 0.85 })
      }
    })
    const to = bars - 1
    song.drum({ voice: chipNoise, gain: -8 }, 'X.....x.X.......', { to, pitch: 12 })
    song.drum({ voice: chipNoise, gain: -10 }, '....X.......X..o', { to, pitch: -12 })
    song.drum({ voice: chipNoise, gain: -20 }, 'x.o.x.o.x.o.x.o.', { from: 2, to, pitch: -60 })
    const rhythms = [
      [
        [0, 0.5],
        [0.5, 0.5],
        [1, 0.5],
        [1.5, 1],
        [2.5, 0.5],
        [3, 1],
      ],
      [
        [0, 0.75],
        [0.75, 0.75],
        [1.5, 0.5],
        [2, 0.75],
        [2.75, 0.75],
        [3.5, 0.5],
      ],
      [
        [0, 1],
        [1, 0.5],
        [1.5, 0.5],
        [2, 0.5],
        [2.5, 0.5],
        [3, 1],
      ],
    ] as const
    song.playAll(tune, song.melody({ rhythms, form: 'ABACDBAC', low: 69, high: 91 }, 2))
    return song.finish({ seconds: 0.6, damp: 0.3, echoSeconds: song.beatSeconds * 0.75, echoFeedback: 0.3 })
  },
}
