import { crash, timpani } from '../sound/drums.ts'
import { celesta, glassBell } from '../sound/mallets.ts'
import { doubleBass, harp, pizzicato, stringSection } from '../sound/strings.ts'
import { flute } from '../sound/synths.ts'
import type { Style } from './style.ts'

/** Miniatures in three: pizzicato below, a harp between, flute and strings in turn above. */
export const orchestral: Style = {
  tempo: [104, 132],
  beatsPerBar: 3,
  progressions: [
    { chords: 'C Am F G C Em F G', ending: 'C', scale: 'major', tonic: 0 },
    { chords: 'Am Dm G C F Dm E Am', ending: 'Am', scale: 'harmonicMinor', tonic: 9 },
    { chords: 'C G/B Am Em F C/E Dm G', ending: 'C', scale: 'major', tonic: 0 },
    { chords: 'Am Am F F Dm Dm E E', ending: 'Am', scale: 'miyakoBushi', tonic: 4 },
    { chords: 'F C Dm Am Dm F G7sus4 C', ending: 'Cadd9', scale: 'major', tonic: 0 },
  ],
  arrange(song, variant) {
    const { bars } = song.plan
    const last = bars - 1
    const half = Math.round(last / 2)
    const low = { voice: pizzicato, gain: -6, pan: 0.35, room: 0.35 }
    const middle = { voice: pizzicato, gain: -12, pan: -0.1, room: 0.35 }
    const strum = { voice: harp, gain: -12, pan: -0.5, room: 0.45 }
    const section = { voice: stringSection, gain: -9, pan: -0.2, room: 0.5 }
    const below = { voice: stringSection, gain: -16, pan: 0.3, room: 0.5 }
    const wood = { voice: variant % 2 ? celesta : flute, gain: -6, pan: 0.2, room: 0.45 }
    song.voicings(60, 3).forEach((pitches, bar) => {
      const beat = song.barBeat(bar)
      const root = song.bassOf(song.chords[bar]!, 43)
      if (bar === last) {
        song.strike(section, [...pitches, pitches[0]! + 12], { beat, beats: 4, velocity: 0.8 })
        song.strike(
          strum,
          [root, ...pitches, ...pitches.map((pitch) => pitch + 12)],
          { beat, beats: 6, velocity: 0.7 },
          0.07,
        )
        song.play({ voice: doubleBass, gain: -6, room: 0.3 }, { beat, beats: 4, pitch: root - 12, velocity: 0.8 })
        return song.play({ voice: timpani, gain: -8, room: 0.4 }, { beat, beats: 3, pitch: 40, velocity: 0.8 })
      }
      song.play(low, { beat, beats: 0.9, pitch: root, velocity: 0.8 })
      for (const at of [1, 2]) song.strike(middle, pitches, { beat: beat + at, beats: 0.6, velocity: 0.58 })
      if (bar % 2 === 0) {
        const ladder = [...pitches, ...pitches.map((pitch) => pitch + 12)]
        ladder.forEach((pitch, n) => song.play(strum, { beat: beat + n / 2, beats: 2, pitch, velocity: 0.55 }))
      }
      if (bar >= half) song.strike(below, pitches, { beat, beats: 3, velocity: 0.7 })
    })
    const rhythms = [
      [
        [0, 1],
        [1, 1],
        [2, 1],
      ],
      [
        [0, 2],
        [2, 1],
      ],
      [
        [0, 1.5],
        [1.5, 0.5],
        [2, 1],
      ],
      [
        [0, 1],
        [1, 0.5],
        [1.5, 0.5],
        [2, 1],
      ],
    ] as const
    const theme = song.melody({ rhythms, form: 'ABACABDC', low: 67, high: 86 }, 2)
    song.playAll(
      wood,
      theme.filter((note) => note.beat < half * 3),
    )
    song.playAll(
      section,
      theme.filter((note) => note.beat >= half * 3),
    )
    song.playAll(
      { voice: glassBell, gain: -20, pan: -0.4, room: 0.5 },
      theme
        .filter((note) => note.beat >= half * 3 && note.beats >= 1)
        .map((note) => ({ ...note, pitch: note.pitch + 12 })),
    )
    song.drum({ voice: timpani, gain: -14, room: 0.4 }, 'x..', { from: half, to: last })
    song.play({ voice: crash, gain: -20, pan: 0.2, room: 0.4 }, { beat: half * 3, beats: 3, pitch: 60, velocity: 0.6 })
    return song.finish({ seconds: 2.4, damp: 0.45 })
  },
}
