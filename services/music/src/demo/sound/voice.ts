import type { Random } from '../score/random.ts'

export interface Touch {
  frequency: number
  seconds: number
  /** From 0 to 1: how hard; it changes the colour. How loud is the mixer's. */
  velocity: number
}

/** Renders one note, its ringing included, in mono at any level. */
export type Voice = (touch: Touch, random: Random) => Float32Array
