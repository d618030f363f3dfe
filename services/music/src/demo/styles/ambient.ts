import { feltPiano } from '../sound/keys.ts'
import { celesta, glassBell } from '../sound/mallets.ts'
import { gayageum } from '../sound/strings.ts'
import { air, choir, subBass, warmPad } from '../sound/synths.ts'
import { scalePitches } from '../score/chords.ts'
import type { Style } from './style.ts'

/** Pads that breathe, a few notes of a Korean five-tone scale, wind over water, a very large room. */
export const ambient: Style = {
  tempo: [56, 66],
  beatsPerBar: 4,
  progressions: [
    { chords: 'Cmaj9 - Am9 - Fmaj9 -', ending: 'Cadd9', scale: 'pyeongjo', tonic: 0 },
    { chords: 'Am9 - Fmaj9 - Dm9 -', ending: 'Am9', scale: 'gyemyeonjo', tonic: 9 },
    { chords: 'Fmaj9 - Cmaj9/E - Dm9 -', ending: 'Fmaj9', scale: 'majorPentatonic', tonic: 0 },
    { chords: 'Csus2 - Gsus2 - Fsus2 -', ending: 'C69', scale: 'pyeongjo', tonic: 0 },
    { chords: 'Am9 - Em7 - Fmaj9 -', ending: 'Am9', scale: 'minorPentatonic', tonic: 9 },
  ],
  arrange(song, variant) {
    const { random, tonic } = song
    const { bars, scale } = song.plan
    const pad = { voice: variant % 2 ? choir : warmPad, gain: -10, room: 0.7 }
    const deep = { voice: subBass, gain: -12, room: 0.15 }
    const voicings = song.voicings(60, 4)
    for (let bar = 0; bar < bars; bar += 2) {
      const beats = Math.min(8, (bars - bar) * 4 + 2)
      const spread = voicings[bar]!
      spread.forEach((pitch, index) => {
        const pan = (index / Math.max(1, spread.length - 1)) * 1.2 - 0.6
        song.play({ ...pad, pan }, { beat: bar * 4, beats, pitch, velocity: 0.6 + 0.08 * random.next() }, index * 0.12)
      })
      song.play(deep, { beat: bar * 4, beats: beats - 0.5, pitch: song.bassOf(song.chords[bar]!, 36), velocity: 0.6 })
    }
    const voice = [gayageum, feltPiano, glassBell, celesta][variant % 4]!
    const drops = { voice, gain: -9, room: 0.75, echo: 0.45 }
    const ladder = scalePitches(scale, tonic, 62, 86)
    let step = Math.floor(ladder.length / 2)
    for (let beat = 3; beat < bars * 4 - 2; beat += random.pick([1, 1.5, 2, 2, 3])) {
      step = Math.max(0, Math.min(ladder.length - 1, step + random.pick([-2, -1, -1, 1, 1, 2])))
      const note = { beat, beats: 3, pitch: ladder[step]!, velocity: random.between(0.45, 0.8) }
      song.play({ ...drops, pan: random.between(-0.55, 0.55) }, note)
      if (random.chance(0.25)) {
        song.play(
          { ...drops, pan: random.between(-0.5, 0.5) },
          { ...note, beat: beat + 0.5, pitch: ladder[Math.max(0, step - 2)]! },
        )
      }
    }
    const wind = { voice: air, gain: -24 }
    for (const [pan, cut] of [
      [-0.7, 76],
      [0.7, 81],
    ] as const) {
      song.play({ ...wind, pan }, { beat: 0, beats: bars * 4 + 2, pitch: cut, velocity: 1 })
    }
    return song.finish({ seconds: 5.2, damp: 0.45, echoSeconds: song.beatSeconds * 1.5, echoFeedback: 0.5 })
  },
}
