import { ApiProblem } from '@bell/ui/session'
import { waitForNetwork } from '@bell/ui/upload'
import type { StreamUrls } from './stream-urls.ts'

/** Why a track does not sound: the file is there, it or the right to it is gone, or nobody answers. */
export type Verdict = 'there' | 'gone' | 'unreachable'

/** What the player needs to know of the world outside. */
export interface Network {
  online(): boolean
  /** Until the time (ms) is over, or the network is back. */
  waitForNetwork(ms: number): Promise<void>
  /** Does something later, unless what it returns is called before. */
  later(ms: number, work: () => void): () => void
  /** An audio element does not tell why it failed; asking for two bytes does. */
  examine(trackId: string): Promise<Verdict>
}

export function createNetwork(streamUrls: StreamUrls): Network {
  return {
    online: () => navigator.onLine,
    waitForNetwork,
    later(ms, work) {
      const timer = setTimeout(work, ms)
      return () => clearTimeout(timer)
    },
    async examine(trackId) {
      try {
        streamUrls.forget(trackId)
        const url = await streamUrls.get(trackId)
        const answer = await fetch(url, { headers: { range: 'bytes=0-1' }, redirect: 'manual' })
        // The server has found the file; whether the storage that it leads to answers shows only that it does.
        if (answer.type === 'opaqueredirect') return await reach(url)
        if (answer.ok) return (await answer.arrayBuffer()).byteLength > 0 ? 'there' : 'gone'
        return answer.status < 500 && answer.status !== 429 ? 'gone' : 'unreachable'
      } catch (error) {
        return verdictOf(error)
      }
    },
  }
}

/** Asks without reading: that needs no leave of a storage elsewhere. @throws TypeError where it does not answer */
async function reach(url: string): Promise<'there'> {
  const enough = new AbortController()
  await fetch(url, { mode: 'no-cors', signal: enough.signal })
  enough.abort()
  return 'there'
}

/** A refusal is about the track; everything else is about the way to it. */
export function verdictOf(error: unknown): 'gone' | 'unreachable' {
  const refusals = [400, 403, 404, 409, 410]
  return error instanceof ApiProblem && refusals.includes(error.status) ? 'gone' : 'unreachable'
}
