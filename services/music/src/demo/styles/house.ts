import { clap, closedHat, houseKick, openHat, rim, shaker } from '../sound/drums.ts'
import { electricPiano, grandPiano, organ } from '../sound/keys.ts'
import { marimba } from '../sound/mallets.ts'
import { brightPad, polySynth, synthBass } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** Four to the floor; everything that lasts gives way to the kick. */
export const house: Style = {
  tempo: [118, 126],
  beatsPerBar: 4,
  progressions: [
    { chords: 'Am9 Fmaj9 Cmaj9 Em7', ending: 'Am9', scale: 'minorPentatonic', tonic: 9 },
    { chords: 'Dm9 Am9 Fmaj9 G7sus4', ending: 'Dm9', scale: 'minor', tonic: 9 },
    { chords: 'Fmaj9 G7sus4 Am9 Em7', ending: 'Am9', scale: 'minorPentatonic', tonic: 9 },
    { chords: 'Am9 - Dm9 -', ending: 'Am9', scale: 'dorian', tonic: 9 },
    { chords: 'Cmaj9 Am9 Fmaj9 Dm9', ending: 'Cmaj9', scale: 'majorPentatonic', tonic: 0 },
  ],
  arrange(song, variant) {
    const { random } = song
    const { bars } = song.plan
    const last = bars - 1
    const stab = {
      voice: [organ, grandPiano, polySynth, electricPiano][variant % 4]!,
      gain: -9,
      pan: -0.1,
      room: 0.2,
      echo: 0.25,
      ducked: true,
    }
    const pad = { voice: brightPad, gain: -17, room: 0.5, ducked: true }
    const bass = { voice: synthBass, gain: -6, ducked: true }
    const pluck = { voice: marimba, gain: -9, pan: 0.3, room: 0.3, echo: 0.4 }
    const stabs = random.pick(['x..x..x...x..x..', '..x..x....x..x..', 'x..x...x..x...x.'])
    const line = random.pick(['..r...r...r..Rr.', '..r.r.r...r.R.r.', '.rr...r..rr...R.'])
    song.voicings(62, 4).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const root = song.bassOf(song.chords[bar]!, 38)
      if (bar === last) {
        song.strike(stab, pitches, { beat, beats: 3, velocity: 0.85 })
        song.strike(pad, pitches, { beat, beats: 4, velocity: 0.7 })
        return song.play(bass, { beat, beats: 2.5, pitch: root, velocity: 0.8 })
      }
      for (let step = 0; step < 16; step++) {
        const at = beat + step / 4
        if (stabs[step] === 'x')
          song.strike(stab, pitches, { beat: at, beats: 0.3, velocity: random.between(0.66, 0.82) })
        if (bar >= 2 && line[step] === 'r') song.play(bass, { beat: at, beats: 0.3, pitch: root, velocity: 0.8 })
        if (bar >= 2 && line[step] === 'R') song.play(bass, { beat: at, beats: 0.2, pitch: root + 12, velocity: 0.8 })
      }
      if (bar >= 4) song.strike(pad, pitches, { beat, beats: 4, velocity: 0.65 })
    })
    // The kick leaves for a bar before all comes back.
    const gap = Math.round(last / 2)
    for (const [from, to] of [
      [0, gap - 1],
      [gap, last],
    ] as const) {
      song.drum({ voice: houseKick, gain: 0 }, 'X...X...X...X...', { from, to })
      for (let beat = from * 4; beat < to * 4; beat++) song.duckAt(beat)
    }
    song.drum({ voice: clap, gain: -9, room: 0.25 }, '....X.......X...', { from: 2, to: last })
    song.drum({ voice: openHat, gain: -17, pan: 0.15 }, '..x...x...x...x.', { from: 2, to: last })
    song.drum({ voice: closedHat, gain: -20, pan: -0.2 }, 'x.oox.oox.oox.oo', { from: 1, to: last })
    song.drum({ voice: variant % 2 ? rim : shaker, gain: -19, pan: 0.35 }, '..x..x..x..x..x.', { from: 4, to: last })
    const rhythms = [
      [
        [0, 0.5],
        [0.75, 0.5],
        [1.5, 0.5],
        [2.5, 0.5],
        [3.25, 0.5],
      ],
      [
        [0.5, 0.5],
        [1.25, 0.25],
        [1.5, 0.5],
        [2.75, 0.5],
      ],
      [
        [0, 0.75],
        [0.75, 0.75],
        [1.5, 0.5],
        [3, 0.5],
        [3.5, 0.5],
      ],
    ] as const
    song.playAll(pluck, song.melody({ rhythms, form: 'AABA', low: 67, high: 84 }, 4))
    return song.finish({ seconds: 1.4, damp: 0.35, echoSeconds: song.beatSeconds * 0.75, echoFeedback: 0.45 })
  },
}
