/** The same numbers for the same seed (mulberry32). */
export function seededRandom(seed: number) {
  let state = seed | 0

  /** In [0, 1). */
  function next() {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  return {
    next,
    between: (least: number, most: number) => least + next() * (most - least),
    oneOf: <T>(list: readonly T[]): T | undefined => list[Math.floor(next() * list.length)],
  }
}
