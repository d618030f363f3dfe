const longest = 15_000

/** How long to wait before trying again, in ms: half a second, doubled each time, up to a quarter of a minute. */
export function delayBefore(attempt: number): number {
  return Math.min(longest, 500 * 2 ** attempt) * (0.8 + Math.random() * 0.4)
}

/** Whether the same call may succeed later: there was no answer, or one that asks for patience. */
export function mayPass(status: number): boolean {
  return status === 0 || status === 423 || status === 429 || (status >= 500 && status !== 507)
}
