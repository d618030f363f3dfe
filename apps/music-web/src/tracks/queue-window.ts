/** What the server takes into a queue at once. */
const most = 500
/** Kept before the chosen track, so that "previous" leads somewhere. */
const before = 50

/** The part of a long list that goes into the queue when one of its tracks is played. */
export function queueWindow(ids: string[], index: number): { trackIds: string[]; startAt: number } {
  const from = Math.max(0, Math.min(index - before, ids.length - most))
  return { trackIds: ids.slice(from, from + most), startAt: index - from }
}
