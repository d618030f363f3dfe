/** Shorter steps than this, in ms, say more about buffers than about the line. */
const step = 250

/** How fast something grows, a second, smoothed. `note` takes how much there is now and gives the rate, or undefined. */
export function createRate(now: () => number) {
  let at: number | undefined
  let last = 0
  let rate = 0
  return {
    note(amount: number): number | undefined {
      const time = now()
      // The first step, or after a pause or a lost connection the amount goes back.
      if (at === undefined || amount < last) {
        at = time
        last = amount
        return undefined
      }
      if (time - at < step) return undefined
      const latest = ((amount - last) / (time - at)) * 1000
      rate = rate > 0 ? rate * 0.7 + latest * 0.3 : latest
      at = time
      last = amount
      return rate
    },
    /** What comes next has nothing to do with what was. */
    reset() {
      at = undefined
      rate = 0
    },
  }
}
