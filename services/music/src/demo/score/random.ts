export interface Random {
  /** From 0 to before 1. */
  next(): number
  between(low: number, high: number): number
  /** A whole number from 0 to before `count`. */
  below(count: number): number
  pick<T>(list: readonly T[]): T
  chance(probability: number): boolean
}

/** The same numbers for the same seed, on every machine (Mulberry32 on an FNV-1a hash). */
export function createRandom(seed: string): Random {
  let state = 0x811c9dc5
  for (const character of seed) state = Math.imul(state ^ character.codePointAt(0)!, 0x01000193)

  function next() {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }

  return {
    next,
    between: (low, high) => low + (high - low) * next(),
    below: (count) => Math.floor(next() * count),
    pick: (list) => list[Math.floor(next() * list.length)]!,
    chance: (probability) => next() < probability,
  }
}
