import { scalePitches, type Chord, type ScaleName } from './chords.ts'
import type { Random } from './random.ts'

/** A note on paper: beats from the beginning, a MIDI pitch, velocity from 0 to 1. */
export interface ScoreNote {
  beat: number
  beats: number
  pitch: number
  velocity: number
}

/** When the notes of a bar come: [beat, length] each. */
export type Rhythm = readonly (readonly [beat: number, beats: number])[]

export interface MelodyPlan {
  /** One a bar. */
  chords: readonly Chord[]
  beatsPerBar: number
  scale: ScaleName
  tonic: number
  low: number
  high: number
  rhythms: readonly Rhythm[]
  /** The form, a letter a bar: the same letter is the same motif, varied; `.` is silent. */
  form: string
}

interface Motif {
  rhythm: Rhythm
  /** Steps of the scale from where the bar begins. */
  contour: number[]
}

/**
 * A melody that can be remembered: a few motifs come back in the order of the form, moved to where the harmony is.
 * Long and strong notes are tones of the chord, others steps between; the last note rests on the tonic's chord.
 */
export function composeMelody(plan: MelodyPlan, random: Random): ScoreNote[] {
  const { chords, beatsPerBar, scale, tonic, low, high, rhythms } = plan
  const ladder = scalePitches(scale, tonic, low, high)
  const motifs = new Map<string, Motif>()
  const notes: ScoreNote[] = []
  let place = Math.floor(ladder.length * 0.45)

  chords.forEach((chord, bar) => {
    const letter = plan.form[bar % plan.form.length]!
    if (letter === '.') return
    const motif = motifs.get(letter) ?? inventMotif(random.pick(rhythms), random)
    motifs.set(letter, motif)
    const last = bar === chords.length - 1
    if (last) {
      const pitch = nearestTone(ladder, chord.tones.slice(0, 2), ladder[place]!)
      return void notes.push({ beat: bar * beatsPerBar, beats: beatsPerBar, pitch, velocity: 0.75 })
    }
    const base = indexOfNearest(ladder, nearestTone(ladder, chord.tones, ladder[place]!))
    const varied = notes.length > 0 && random.chance(0.35) ? random.pick([-1, 1, 2]) : 0
    motif.rhythm.forEach(([beat, beats], index) => {
      const turn = index >= motif.rhythm.length - 2 ? varied : 0
      const step = reflect(base + motif.contour[index]! + turn, ladder.length)
      const strong = beats >= 1 || beat === 0
      const pitch = strong ? nearestTone(ladder, chord.tones, ladder[step]!) : ladder[step]!
      const velocity = 0.62 + (beat % 1 === 0 ? 0.14 : 0) + random.between(-0.06, 0.06)
      notes.push({ beat: bar * beatsPerBar + beat, beats, pitch, velocity })
      place = indexOfNearest(ladder, pitch)
    })
    // Towards the middle again, so that phrases rise and fall within the voice.
    place = Math.round(place * 0.7 + ladder.length * 0.45 * 0.3)
  })
  return notes
}

function inventMotif(rhythm: Rhythm, random: Random): Motif {
  let step = 0
  let direction = random.chance(0.6) ? 1 : -1
  const contour = rhythm.map((_, index) => {
    if (index === 0) return 0
    if (random.chance(0.3)) direction = -direction
    // Steps mostly, now and then a leap, which turns back after.
    const leap = random.chance(0.22)
    step += direction * (leap ? random.pick([2, 3]) : 1)
    if (leap) direction = -direction
    return Math.max(-4, Math.min(5, step))
  })
  return { rhythm, contour }
}

function reflect(step: number, length: number) {
  if (step < 0) return -step % length
  return step >= length ? Math.max(0, 2 * (length - 1) - step) : step
}

function nearestTone(ladder: readonly number[], tones: readonly number[], near: number) {
  const fitting = ladder.filter((pitch) => tones.includes(pitch % 12))
  return ladderNearest(fitting.length > 0 ? fitting : ladder, near)
}

function ladderNearest(ladder: readonly number[], near: number) {
  return ladder.reduce((best, pitch) => (Math.abs(pitch - near) < Math.abs(best - near) ? pitch : best))
}

function indexOfNearest(ladder: readonly number[], pitch: number) {
  return ladder.indexOf(ladderNearest(ladder, pitch))
}
