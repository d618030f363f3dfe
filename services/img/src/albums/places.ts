/*
 * Places of pictures in an album, ordered as text: eight digits that count, then a fraction. A picture goes between two
 * others without any of them being written. At the ends the count goes on, so that a thousand that come one after the
 * other have short places; only between two the fraction grows, a digit with every five or so that come to one spot.
 */

const digits = '0123456789abcdefghijklmnopqrstuvwxyz'
const whole = 8
const middle = 36 ** whole / 2

/**
 * A place behind `before` and before `after`; undefined: at that end.
 * @param before must be less than `after`
 */
export function placeBetween(before: string | undefined, after: string | undefined): string {
  if (before === undefined) return after === undefined ? write(middle) : write(countOf(after) - 1)
  const next = write(countOf(before) + 1)
  if (after === undefined || next < after) return next
  const [low, high] = [before.slice(whole), after.slice(whole)]
  // With the same count between two fractions; where `after` counts one more, anything above the lower fraction.
  return before.slice(0, whole) + fractionBetween(low, countOf(before) === countOf(after) ? high : undefined)
}

/** So many places, in their order; as placeBetween, and none much longer than another. */
export function placesBetween(before: string | undefined, after: string | undefined, count: number): string[] {
  if (count === 0) return []
  const middle = placeBetween(before, after)
  if (before !== undefined && after !== undefined) {
    // Halves, so that fractions stay short.
    const inFront = Math.floor((count - 1) / 2)
    return [...placesBetween(before, middle, inFront), middle, ...placesBetween(middle, after, count - 1 - inFront)]
  }
  const places = [middle]
  while (places.length < count) {
    if (after === undefined) places.push(placeBetween(places.at(-1), undefined))
    else places.push(placeBetween(undefined, places.at(-1)))
  }
  return after === undefined ? places : places.toReversed()
}

/** Digits behind a point, never ending in 0, so that there is always something between two of them. */
function fractionBetween(low: string, high: string | undefined): string {
  let common = 0
  if (high !== undefined) while ((low[common] ?? '0') === high[common]) common++
  const prefix = high?.slice(0, common) ?? ''
  const [from, to] = [valueAt(low, common), high === undefined ? digits.length : valueAt(high, common)]
  if (to - from > 1) return prefix + digits[Math.floor((from + to) / 2)]
  // Next to each other: the lower digit, and something above what follows it.
  return prefix + digits[from] + fractionBetween(low.slice(common + 1), undefined)
}

function valueAt(fraction: string, at: number) {
  return at < fraction.length ? digits.indexOf(fraction[at]!) : 0
}

function countOf(place: string) {
  return Number.parseInt(place.slice(0, whole), 36)
}

function write(count: number) {
  return count.toString(36).padStart(whole, '0')
}
