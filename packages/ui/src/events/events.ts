import type { Session } from '../session/session.ts'
import { leadAmongTabs } from './leader.ts'
import { readServerSent } from './server-sent.ts'

/** `connected` is ours: the stream is (again) there, and what happened meanwhile was missed; fetch what is shown anew. */
type Handler = (data: any) => void

export interface Events {
  /** Calls `handler` with the data of every event of that name. @returns a function that ends it */
  onEvent(name: string, handler: Handler): () => void
  close(): void
}

/** Between two tries to connect, in ms: doubled from the first to the last, with jitter against herds. */
const backOff = { first: 1000, last: 30_000 }

/**
 * The product's event stream, read once a browser: one tab holds the connection (a browser allows six to an origin)
 * and passes every event on to the others. It follows the session, and ends it when the server says so.
 */
export function createEvents(session: Session): Events {
  const handlers = new Map<string, Set<Handler>>()
  const channel = typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('bell.events')
  let stepDown: (() => void) | undefined

  function deliver(name: string, data: unknown) {
    if (name === 'session-ended') session.end()
    for (const handler of handlers.get(name) ?? []) handler(data)
  }

  function publish(name: string, data: unknown) {
    channel?.postMessage({ name, data })
    deliver(name, data)
  }

  async function lead(stop: AbortSignal) {
    let wait = backOff.first
    let lastId: string | undefined
    while (!stop.aborted) {
      try {
        const headers = { Accept: 'text/event-stream', ...(lastId ? { 'Last-Event-ID': lastId } : {}) }
        const response = await session.fetchAs('/api/events', { headers, signal: stop, cache: 'no-store' })
        if (!response.body) return
        wait = backOff.first
        publish('connected', {})
        for await (const { event, data, id } of readServerSent(response.body)) {
          lastId = id ?? lastId
          // One tab asks; the others are given what it gets.
          if (event === 'session-changed') void session.renew()
          publish(event, parse(data))
        }
      } catch {
        // Lost or refused: the next try tells whether it lasts.
      }
      if (!stop.aborted) await pause(wait * (0.5 + Math.random()), stop)
      wait = Math.min(backOff.last, wait * 2)
    }
  }

  function follow() {
    const signedIn = session.getState().status === 'signed-in'
    if (signedIn && !stepDown) stepDown = leadAmongTabs('bell.events', lead)
    if (!signedIn && stepDown) {
      stepDown()
      stepDown = undefined
    }
  }

  channel?.addEventListener('message', ({ data }: MessageEvent<{ name: string; data: unknown }>) =>
    deliver(data.name, data.data),
  )
  const unfollow = session.subscribe(follow)
  follow()

  return {
    onEvent(name, handler) {
      const those = handlers.get(name) ?? new Set()
      handlers.set(name, those.add(handler))
      return () => those.delete(handler)
    },
    close() {
      unfollow()
      stepDown?.()
      channel?.close()
    },
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

/** Waits, or less when the network comes back. */
function pause(ms: number, stop: AbortSignal) {
  return new Promise<void>((resolve) => {
    const timer = setTimeout(done, ms)
    function done() {
      clearTimeout(timer)
      removeEventListener('online', done)
      stop.removeEventListener('abort', done)
      resolve()
    }
    addEventListener('online', done)
    stop.addEventListener('abort', done)
  })
}
