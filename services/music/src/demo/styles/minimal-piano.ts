import { feltPiano, grandPiano } from '../sound/keys.ts'
import { stringSection } from '../sound/strings.ts'
import { warmPad } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** A piano alone in a hall: one figure that goes on while the harmony turns under it. */
export const minimalPiano: Style = {
  tempo: [66, 84],
  beatsPerBar: 4,
  progressions: [
    { chords: 'Am F C G', ending: 'Am', scale: 'minor', tonic: 9 },
    { chords: 'C Em Am F', ending: 'Cadd9', scale: 'major', tonic: 0 },
    { chords: 'F Am G Em', ending: 'Fadd9', scale: 'lydian', tonic: 5 },
    { chords: 'Am Dm E Am', ending: 'Am', scale: 'harmonicMinor', tonic: 9 },
    { chords: 'C G/B Am Em F C/E Dm G', ending: 'C', scale: 'major', tonic: 0 },
  ],
  arrange(song, variant) {
    const { bars } = song.plan
    const voice = variant % 2 ? grandPiano : feltPiano
    const left = { voice, gain: -9, pan: -0.2, room: 0.4 }
    const right = { voice, gain: -5, pan: 0.18, room: 0.45 }
    const veil = { voice: variant % 3 === 0 ? stringSection : warmPad, gain: -19, room: 0.6 }
    const figure = song.random.pick([
      [0, 2, 3, 2, 1, 2, 3, 2],
      [0, 1, 2, 3, 4, 3, 2, 1],
      [0, 2, 1, 3, 2, 4, 1, 3],
    ])
    const triplets = variant % 2 === 1
    song.voicings(57, 4).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const root = song.bassOf(song.chords[bar]!, 43)
      const ladder = [root, ...pitches, pitches[0]! + 12]
      if (bar === bars - 1) {
        song.strike(left, [root - 12, root, ...pitches], { beat, beats: 7, velocity: 0.6 }, 0.09)
        return
      }
      const swell = 0.5 + 0.22 * Math.sin((bar / (bars - 1)) * Math.PI)
      const steps = triplets ? 12 : 16
      for (let step = 0; step < steps; step++) {
        const pitch = ladder[figure[step % figure.length]! % ladder.length]!
        const velocity = swell * (step % 4 === 0 ? 1 : 0.82) + song.random.between(-0.03, 0.03)
        song.play(left, { beat: beat + (step * 4) / steps, beats: 1, pitch, velocity })
      }
      song.play(left, { beat, beats: 4, pitch: root - 12, velocity: swell })
      if (bar >= bars / 2) song.strike(veil, pitches, { beat, beats: 4, velocity: 0.6 })
    })
    const rhythms = [
      [
        [0, 2],
        [2, 1],
        [3, 1],
      ],
      [
        [0, 1.5],
        [1.5, 0.5],
        [2, 2],
      ],
      [
        [1, 1],
        [2, 2],
      ],
    ] as const
    song.playAll(right, song.melody({ rhythms, form: 'ABAC', low: 69, high: 86 }, variant % 2 ? 1 : 2))
    return song.finish({ seconds: 3.2, damp: 0.5 })
  },
}
