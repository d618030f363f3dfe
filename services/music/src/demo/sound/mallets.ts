import { addNoise, addPartials, shape, silence } from './waves.ts'
import type { Voice } from './voice.ts'

type Mode = readonly [ratio: number, level: number, decay: number]

/** A struck body by its modes; high notes ring shorter. */
function struck(modes: readonly Mode[], { click = 0, longest = 4 } = {}): Voice {
  return ({ frequency, velocity }, random) => {
    const shorter = Math.min(1.6, (440 / frequency) ** 0.5)
    const out = silence(Math.min(longest, modes[0]![2] * shorter * 1.1))
    const hard = 0.4 + 0.6 * velocity
    addPartials(
      out,
      frequency,
      modes.map(([ratio, level, decay], index) => ({
        ratio,
        level: index === 0 ? level : level * hard,
        decay: decay * shorter,
      })),
    )
    if (click > 0) addNoise(out, click * velocity, random, 0.015)
    shape(out, { attack: 0.0015, hold: out.length / 44_100 - 0.1, release: 0.1 })
    return out
  }
}

/** Bars tuned to the double octave, as marimbas are. */
export const marimba = struck(
  [
    [1, 1, 1.1],
    [3.93, 0.28, 0.28],
    [9.6, 0.1, 0.1],
  ],
  { click: 0.08 },
)
export const kalimba = struck(
  [
    [1, 1, 1.7],
    [2.02, 0.12, 0.8],
    [5.9, 0.22, 0.22],
  ],
  { click: 0.12 },
)
export const celesta = struck([
  [1, 1, 2],
  [2, 0.18, 1.4],
  [4.1, 0.16, 0.5],
])
/** The modes of a free metal bar. */
export const glassBell = struck(
  [
    [1, 1, 4],
    [2.76, 0.38, 2.2],
    [5.4, 0.2, 1.1],
    [8.93, 0.08, 0.5],
  ],
  { longest: 4.5 },
)
export const vibraphone = struck([
  [1, 1, 3.4],
  [4, 0.14, 1],
  [10.2, 0.05, 0.2],
])
