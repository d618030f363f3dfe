/**
 * How long to wait after so many failures in a row, in milliseconds: twice as long each time, up to `longestMs`. Half of
 * it is left to chance, so that those who failed together do not come again together.
 */
export function pauseAfter(failures: number, { firstMs, longestMs }: { firstMs: number; longestMs: number }) {
  return Math.min(firstMs * 2 ** (failures - 1), longestMs) * (0.5 + Math.random() / 2)
}
