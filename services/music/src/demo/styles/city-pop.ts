import { clap, closedHat, crash, highTom, openHat, popKick, snare } from '../sound/drums.ts'
import { electricPiano } from '../sound/keys.ts'
import { glassBell } from '../sound/mallets.ts'
import { mutedGuitar, pluckedBass } from '../sound/strings.ts'
import { brassSynth, lead, synthBass } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** A night drive: a bass in octaves, a guitar that scratches sixteenths, brass on the off-beats. */
export const cityPop: Style = {
  tempo: [104, 116],
  beatsPerBar: 4,
  progressions: [
    { chords: 'Fmaj7 E7 Am7 Gm7', ending: 'Fmaj9', scale: 'minorPentatonic', tonic: 9 },
    { chords: 'Dm9 G13 Em7 Am9', ending: 'Cmaj9', scale: 'major', tonic: 0 },
    { chords: 'Fmaj9 G13 Em7 Am9', ending: 'C69', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'Am9 Dm9 G13 Cmaj9', ending: 'Am9', scale: 'minor', tonic: 9 },
    { chords: 'Cmaj9 Am9 Dm9 G7sus4', ending: 'Cmaj9', scale: 'major', tonic: 0 },
  ],
  arrange(song, variant) {
    const { random } = song
    const { bars } = song.plan
    const to = bars - 1
    const keys = { voice: electricPiano, gain: -9, pan: -0.25, room: 0.2 }
    const scratch = { voice: mutedGuitar, gain: -14, pan: 0.5, room: 0.12 }
    const bass = { voice: variant % 2 ? synthBass : pluckedBass, gain: -4 }
    const brass = { voice: brassSynth, gain: -13, pan: 0.15, room: 0.3 }
    const sparkle = { voice: glassBell, gain: -17, pan: -0.4, room: 0.4, echo: 0.3 }
    const bassLine = random.pick(['r..rR.r.r..rR.r.', 'r.R.r.R.r.R.r.Rr', 'r..r..R.r.r.R..r'])
    const stabs = random.pick(['..x...........x.', '......x..x......', '...x......x.....'])
    const guitar = random.pick(['x.xx..xx.x.x..x.', '..xx.x.x..xx.x.x', 'x..xx..xx..xx.x.'])
    const high = song.voicings(70, 3)
    song.voicings(62, 4).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const root = song.bassOf(song.chords[bar]!, 38)
      if (bar === bars - 1) {
        song.strike(keys, pitches, { beat, beats: 5, velocity: 0.85 }, 0.02)
        song.strike(brass, high[bar]!, { beat, beats: 2.5, velocity: 0.6 })
        song.strike(sparkle, [...high[bar]!, high[bar]![0]! + 12], { beat, beats: 4, velocity: 0.6 }, 0.06)
        return song.play(bass, { beat, beats: 4, pitch: root, velocity: 0.85 })
      }
      song.strike(keys, pitches, { beat, beats: 1.4, velocity: 0.75 }, 0.012)
      song.strike(keys, pitches, { beat: beat + 2.5, beats: 1.2, velocity: 0.6 }, 0.012)
      for (let step = 0; step < 16; step++) {
        const at = beat + step / 4
        const velocity = step % 4 === 0 ? 0.85 : 0.66
        if (bassLine[step] === 'r') song.play(bass, { beat: at, beats: 0.32, pitch: root, velocity })
        if (bassLine[step] === 'R') song.play(bass, { beat: at, beats: 0.2, pitch: root + 12, velocity: 0.85 })
        if (bar >= 1 && guitar[step] === 'x') {
          song.strike(scratch, high[bar]!, { beat: at, beats: 0.18, velocity: random.between(0.5, 0.75) }, 0.003)
        }
        if (bar >= 4 && stabs[step] === 'x') song.strike(brass, high[bar]!, { beat: at, beats: 0.35, velocity: 0.75 })
      }
    })
    song.drum({ voice: popKick, gain: -2 }, random.pick(['X...x..oX...x...', 'X.....x.X..x....', 'X..x....X.x.....']), {
      to,
    })
    song.drum({ voice: snare, gain: -7, room: 0.2 }, '....X.......X...', { to })
    song.drum({ voice: clap, gain: -13, pan: 0.1, room: 0.25 }, '....x.......x...', { from: 4, to })
    song.drum({ voice: closedHat, gain: -17, pan: -0.25 }, 'x.xox.xox.xox.xo', { to })
    song.drum({ voice: openHat, gain: -20, pan: -0.25 }, '..............x.', { from: 1, to })
    song.drum({ voice: highTom, gain: -9, pan: 0.3, room: 0.2 }, '............xxxx', { from: to - 1, to })
    for (const bar of [0, 4, bars - 1])
      song.play({ voice: crash, gain: -18, pan: 0.35 }, { beat: bar * 4, beats: 4, pitch: 60, velocity: 0.7 })
    const rhythms = [
      [
        [0, 0.75],
        [0.75, 0.75],
        [1.5, 0.5],
        [2, 1.5],
      ],
      [
        [0.5, 0.5],
        [1, 0.5],
        [1.5, 1],
        [2.5, 0.5],
        [3, 1],
      ],
      [
        [0, 1.5],
        [1.5, 0.5],
        [2, 0.5],
        [2.5, 0.5],
        [3, 0.75],
      ],
    ] as const
    song.playAll(
      { voice: lead, gain: -9, pan: 0.05, room: 0.3, echo: 0.2 },
      song.melody({ rhythms, form: 'ABAC', low: 69, high: 86 }, 2),
    )
    return song.finish({ seconds: 1.5, damp: 0.4, echoSeconds: song.beatSeconds * 0.75 })
  },
}
