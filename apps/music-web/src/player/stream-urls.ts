export interface StreamUrl {
  url: string
  /** ISO 8601 */
  expiresAt: string
}

// A range request takes a moment to leave; an address that dies in that moment is treated as dead already.
const marginMs = 5000

/** Keeps the signed addresses until shortly before they expire; the same track keeps the same address meanwhile. */
export function createStreamUrls(
  ask: (trackId: string, plain: boolean) => Promise<StreamUrl>,
  now: () => number = Date.now,
) {
  const known = new Map<string, { asked: Promise<StreamUrl>; expiresAt: number }>()

  /** `plain`: of the file as it is, without the table that makes it easy to seek in. */
  async function get(trackId: string, plain = false): Promise<string> {
    const entry = known.get(trackId)
    if (entry && entry.expiresAt - marginMs > now()) return (await entry.asked).url
    const fresh = { asked: ask(trackId, plain), expiresAt: Number.POSITIVE_INFINITY }
    known.set(trackId, fresh)
    try {
      const answer = await fresh.asked
      fresh.expiresAt = Date.parse(answer.expiresAt)
      return answer.url
    } catch (error) {
      known.delete(trackId)
      throw error
    }
  }

  return {
    get,
    forget: (trackId: string) => known.delete(trackId),
    /** Whether a request by the address now in use would be refused. */
    expired(trackId: string) {
      const entry = known.get(trackId)
      return entry === undefined || entry.expiresAt - marginMs <= now()
    },
    clear: () => known.clear(),
  }
}

export type StreamUrls = ReturnType<typeof createStreamUrls>
