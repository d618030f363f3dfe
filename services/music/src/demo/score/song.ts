import type { Mixer, Place, Room } from '../sound/mixer.ts'
import { leadVoices, readChords, type Chord, type ScaleName } from './chords.ts'
import { composeMelody, type MelodyPlan, type ScoreNote } from './melody.ts'
import type { Random } from './random.ts'

/** What a piece is made from; the same plan and seed is the same piece. */
export interface SongPlan {
  /** Beats a minute. */
  tempo: number
  beatsPerBar: number
  bars: number
  /** How late the second half of a beat comes: 0.5 is straight, 0.66 a triplet. */
  swing?: number
  /** Semitones above C that everything is moved by. */
  key: number
  /** Chords in C major or A minor, one a bar, again from the beginning when they end; the last bar is `ending`. */
  chords: string
  ending: string
  scale: ScaleName
  /** The tonic in C (0) or A minor (9). */
  tonic: number
}

/** How long the last chord rings on. */
export const ringSeconds = 3.2

export function songSeconds({ tempo, beatsPerBar, bars }: SongPlan) {
  return 0.05 + (bars * beatsPerBar * 60) / tempo + ringSeconds
}

export type Song = ReturnType<typeof createSong>

/** A plan on its way onto the mixer: what styles play with. */
export function createSong(plan: SongPlan, mixer: Mixer, random: Random) {
  const { tempo, beatsPerBar, bars, swing = 0.5, key } = plan
  const beatSeconds = 60 / tempo
  const given = readChords(plan.chords, key)
  const [ending] = readChords(plan.ending, key)
  const chords = Array.from({ length: bars }, (_, bar) => (bar === bars - 1 ? ending! : given[bar % given.length]!))

  /** Seconds at a beat of the piece, swung; people are never exactly on it. */
  function timeOf(beat: number) {
    const whole = Math.floor(beat)
    const part = beat - whole
    const swung = part < 0.5 ? part * 2 * swing : swing + (part - 0.5) * 2 * (1 - swing)
    return 0.05 + (whole + swung) * beatSeconds
  }

  function play(place: Place, { beat, beats, pitch, velocity }: ScoreNote, late = 0) {
    const loose = random.between(-0.004, 0.004) + late
    const seconds = timeOf(beat + beats) - timeOf(beat)
    mixer.play(place, { at: timeOf(beat) + loose, seconds, pitch, velocity: Math.min(1, Math.max(0.08, velocity)) })
  }

  return {
    plan,
    mixer,
    random,
    chords,
    beatSeconds,
    tonic: (plan.tonic + key) % 12,
    play,
    duckAt: (beat: number) => mixer.duck(timeOf(beat)),
    timeOf,
    barBeat: (bar: number) => bar * beatsPerBar,
    playAll: (place: Place, notes: readonly ScoreNote[]) => notes.forEach((note) => play(place, note)),

    /** A line of steps a bar: `x` plays, `X` strongly, `o` softly, anything else rests. */
    drum(place: Place, steps: string, { from = 0, to = bars - 1, pitch = 60 } = {}) {
      const step = beatsPerBar / steps.length
      const strength: Record<string, number> = { X: 1, x: 0.78, o: 0.5 }
      for (let bar = from; bar < to; bar++) {
        for (let n = 0; n < steps.length; n++) {
          const velocity = strength[steps[n]!]
          if (velocity === undefined) continue
          const beat = bar * beatsPerBar + n * step
          play(place, { beat, beats: step, pitch, velocity: velocity + random.between(-0.05, 0.05) })
        }
      }
    },

    /** The chords of all bars, each voice led to the next. */
    voicings: (centre: number, count: number) => leadVoices(chords, centre, count),

    /** A chord struck together, or spread upwards by `strum` seconds a note. */
    strike(place: Place, pitches: readonly number[], note: Omit<ScoreNote, 'pitch'>, strum = 0.006) {
      pitches.forEach((pitch, index) => play(place, { ...note, pitch }, index * strum))
    },

    /** The bass of a chord, around this pitch. */
    bassOf: (chord: Chord, near: number) => near + ((((chord.bass - near) % 12) + 18) % 12) - 6,

    melody(from: Pick<MelodyPlan, 'rhythms' | 'form' | 'low' | 'high'>, first = 0, scale = plan.scale): ScoreNote[] {
      const tonic = (plan.tonic + key) % 12
      const notes = composeMelody({ ...from, chords: chords.slice(first), beatsPerBar, scale, tonic }, random)
      return notes.map((note) => ({ ...note, beat: note.beat + first * beatsPerBar }))
    },

    finish: (room: Room, cut?: number) => mixer.finish(room, 2.6, cut),
  }
}
