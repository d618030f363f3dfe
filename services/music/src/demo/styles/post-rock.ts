import { crash, highTom, lowTom, popKick, ride, wideSnare } from '../sound/drums.ts'
import { glassBell } from '../sound/mallets.ts'
import { pluckedBass, steelGuitar, stringSection } from '../sound/strings.ts'
import { brightPad, choir } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** Begins with one guitar and its echoes, and grows until everything plays. */
export const postRock: Style = {
  tempo: [92, 112],
  beatsPerBar: 4,
  progressions: [
    { chords: 'Cadd9 - Am7 - Fmaj7 - Gsus4 -', ending: 'Cadd9', scale: 'major', tonic: 0 },
    { chords: 'Am Fmaj7 C G', ending: 'Am', scale: 'minor', tonic: 9 },
    { chords: 'Fmaj7 - C/E - Dm7 - C -', ending: 'Fadd9', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'Am Em F Dm', ending: 'Fmaj7', scale: 'minor', tonic: 9 },
    { chords: 'C Em F G', ending: 'Cadd9', scale: 'major', tonic: 0 },
  ],
  arrange(song, variant) {
    const { random } = song
    const { bars } = song.plan
    const last = bars - 1
    const [build, full] = [Math.round(last * 0.3), Math.round(last * 0.55)]
    const guitar = { voice: steelGuitar, gain: -8, pan: -0.5, room: 0.35, echo: 0.5 }
    const tremolo = { voice: steelGuitar, gain: -13, pan: 0.5, room: 0.5, echo: 0.2 }
    const wall = { voice: variant % 2 ? choir : brightPad, gain: -14, room: 0.6 }
    const strings = { voice: stringSection, gain: -12, pan: 0.2, room: 0.5 }
    const bass = { voice: pluckedBass, gain: -5 }
    const figure = random.pick([
      [0, 2, 1, 3, 2, 1, 3, 2],
      [0, 1, 3, 2, 0, 1, 3, 2],
      [3, 2, 1, 0, 3, 2, 1, 2],
    ])
    song.voicings(66, 4).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const root = song.bassOf(song.chords[bar]!, 36)
      if (bar === last) {
        song.strike(guitar, pitches, { beat, beats: 7, velocity: 0.9 }, 0.03)
        song.strike(wall, pitches, { beat, beats: 4, velocity: 0.7 })
        return song.play(bass, { beat, beats: 5, pitch: root, velocity: 0.9 })
      }
      const force = 0.55 + 0.35 * (bar / last)
      figure.forEach((string, step) => {
        song.play(guitar, {
          beat: beat + step / 2,
          beats: 1.5,
          pitch: pitches[string % pitches.length]!,
          velocity: force * 0.9,
        })
      })
      if (bar >= build) {
        for (let step = 0; step < 8; step++)
          song.play(bass, { beat: beat + step / 2, beats: 0.48, pitch: root, velocity: force })
        song.strike(wall, pitches, { beat, beats: 4, velocity: force * 0.8 })
      }
      if (bar < full) return
      for (const string of [pitches.at(-1)! + 12, pitches[0]! + 12]) {
        for (let step = 0; step < 16; step++)
          song.play(tremolo, { beat: beat + step / 4, beats: 0.3, pitch: string, velocity: 0.6 + 0.25 * random.next() })
      }
    })
    const drums = { from: full, to: last }
    song.drum({ voice: lowTom, gain: -9, pan: 0.25, room: 0.3 }, 'x..x..x.x..x..x.', { from: build, to: full })
    song.drum({ voice: highTom, gain: -12, pan: -0.25, room: 0.3 }, '..o...o...o.x.xx', { from: build, to: full })
    song.drum({ voice: popKick, gain: -3 }, 'X.....x.X.x.....', drums)
    song.drum({ voice: wideSnare, gain: -6, room: 0.35 }, '....X.......X...', drums)
    song.drum({ voice: ride, gain: -18, pan: 0.35 }, 'x.x.x.x.x.x.x.x.', drums)
    for (const bar of [full, Math.round((full + last) / 2), last]) {
      song.play(
        { voice: crash, gain: -13, pan: -0.3, room: 0.3 },
        { beat: bar * 4, beats: 4, pitch: 60, velocity: 0.8 },
      )
    }
    const rhythms = [
      [
        [0, 2],
        [2, 2],
      ],
      [
        [0, 3],
        [3, 1],
      ],
      [
        [0, 1],
        [1, 1],
        [2, 2],
      ],
    ] as const
    const sung = song.melody({ rhythms, form: 'ABAC', low: 67, high: 84 }, build)
    song.playAll(strings, sung)
    song.playAll(
      { voice: glassBell, gain: -19, pan: -0.2, room: 0.5, echo: 0.4 },
      sung.map((note) => ({ ...note, pitch: note.pitch + 12 })),
    )
    return song.finish({ seconds: 3, damp: 0.4, echoSeconds: song.beatSeconds * 0.75, echoFeedback: 0.5 })
  },
}
