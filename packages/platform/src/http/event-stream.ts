import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { KeyValue } from '../key-value/index.ts'
import type { App } from './app.ts'
import type { Logger } from './logging.ts'
import { signedIn, type VerifiedToken } from './users.ts'

export type Audience = { userId: string } | { sid: string } | 'everyone'

export interface EventStream {
  /** Declares GET /api/events. */
  route(app: App): void
  /** Tells all open pages of the audience, in every process. Best effort: a page reads afresh when it reconnects. */
  tell(to: Audience, event: string, data: object): Promise<void>
  /** Tells the pages that are open in this process; for what every process hears of by itself. */
  tellHere(to: Audience, event: string, data: object): void
  /** Tells pages that are open in this process that their session has ended, then closes their streams. */
  endHere(whose: { sid: string } | { clientId: string }): void
  close(): Promise<void>
}

interface Message {
  id: string
  to: Audience
  event: string
  data: object
}

interface Listener {
  sid: string | undefined
  clientId: string
  write(chunk: string): void
  /** Of what all are told, the first that it does not find by itself when it reads afresh; none while it is about to. */
  hearsFrom: number
  /** Soon tells the page to read afresh, as after a reconnect. */
  refresh(): void
  end(): void
}

const limits = {
  /** One more closes the oldest: a phone that changes networks leaves dead ones behind. */
  connectionsPerUser: 20,
  /** A client this far behind is dropped; it reconnects and reads afresh. */
  bufferedBytes: 256 * 1024,
  heartbeatMs: 25_000,
  /** After its token's expiry a stream may live on for so long; the client reconnects with a new one. */
  graceMs: 60_000,
  /** Pages that have to read afresh do so one after the other: within this time, and where they are many, at their pace. */
  refreshWithinMs: 3_000,
  /**
   * What all are told makes each ask for its lists: five hundred pages a second leave a core room for other requests,
   * and fifty at a time are written to in a millisecond.
   */
  pace: { pages: 50, everyMs: 100 },
  /** Where more messages wait for theirs, the pages read afresh instead. */
  waitingMessages: 100,
}

const textOf = ({ id, event, data }: Omit<Message, 'to'>) =>
  `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`

/**
 * The one event stream of a product: server-sent events, read by fetch with the access token.
 * @param o.name names the channel, where several products share a KeyValue
 */
export function createEventStream(o: { keyValue: KeyValue; log: Logger; name?: string }): EventStream {
  const channel = `events:${o.name ?? 'bell'}`
  // Who leaves while these are gone through is passed over.
  const everyone = new Set<Listener>()
  const byUser = new Map<string, Set<Listener>>()
  const waiting: Message[] = []
  /** Of what all are told, counted from the start. */
  let told = 0
  let isDelivering = false
  let unsubscribe: Promise<() => Promise<void>> | undefined

  function deliver(message: Message) {
    const { to } = message
    if (to !== 'everyone') {
      const text = textOf(message)
      for (const listener of audience(to)) listener.write(text)
      return
    }
    waiting.push(message)
    told++
    if (waiting.length > limits.waitingMessages) {
      waiting.length = 0
      refreshAll()
    }
    if (!isDelivering) void deliverWaiting()
  }

  /** One message after the other; requests have their turn in between. */
  async function deliverWaiting() {
    isDelivering = true
    for (let message = waiting.shift(); message; message = waiting.shift()) {
      const text = textOf(message)
      const number = told - waiting.length
      let written = 0
      for (const listener of everyone) {
        if (number < listener.hearsFrom) continue
        listener.write(text)
        if (++written % limits.pace.pages === 0) await wait(limits.pace.everyMs, undefined, { ref: false })
      }
      await nextTurn()
    }
    isDelivering = false
  }

  const refreshAll = () => everyone.forEach((listener) => listener.refresh())

  function audience(to: Exclude<Audience, 'everyone'>): Iterable<Listener> {
    if ('userId' in to) return byUser.get(to.userId) ?? []
    return everyone.values().filter(({ sid }) => sid === to.sid)
  }

  function open(response: ServerResponse, { user, clientId }: VerifiedToken, lifeMs: number) {
    const listeners = byUser.get(user.id) ?? new Set()
    byUser.set(user.id, listeners)
    if (listeners.size >= limits.connectionsPerUser) listeners.values().next().value?.end()
    const heartbeat = setInterval(() => listener.write(': still here\n\n'), limits.heartbeatMs)
    const expiry = setTimeout(() => listener.end(), lifeMs)
    let refreshing: NodeJS.Timeout | undefined
    const listener: Listener = {
      sid: user.sid,
      clientId,
      write(chunk) {
        if (response.writableLength <= limits.bufferedBytes) return void response.write(chunk)
        leave()
        response.destroy()
      },
      hearsFrom: told + 1,
      refresh() {
        const { pages, everyMs } = limits.pace
        const withinMs = Math.max(limits.refreshWithinMs, (everyone.size / pages) * everyMs)
        listener.hearsFrom = Infinity
        refreshing ??= setTimeout(() => {
          refreshing = undefined
          listener.hearsFrom = told + 1
          listener.write(textOf({ id: randomUUID(), event: 'connected', data: {} }))
        }, Math.random() * withinMs)
      },
      end() {
        leave()
        response.end()
      },
    }
    // Nothing may be written after the end, not even while a slow client still reads what came before.
    function leave() {
      clearInterval(heartbeat)
      clearTimeout(expiry)
      clearTimeout(refreshing)
      everyone.delete(listener)
      listeners.delete(listener)
      if (listeners.size === 0 && byUser.get(user.id) === listeners) byUser.delete(user.id)
    }
    everyone.add(listener)
    listeners.add(listener)
    response.on('close', leave)
    listener.write('retry: 2000\n\n')
  }

  function closeAll() {
    for (const listener of everyone) listener.end()
  }

  // Whoever tells has done the work already; that nobody hears of it must not undo it.
  async function tell(message: Omit<Message, 'id'>) {
    try {
      await o.keyValue.publish(channel, JSON.stringify({ id: randomUUID(), ...message }))
    } catch (err) {
      o.log.warn({ err, event: message.event }, 'event_not_told')
    }
  }

  return {
    route(app) {
      // What was published before this resolves would be missed, so requests wait for it.
      unsubscribe = o.keyValue.subscribe(
        channel,
        (message) => deliver(JSON.parse(message) as Message),
        // What was told meanwhile is known to nobody here.
        refreshAll,
      )
      app.addHook('onReady', async () => {
        await unsubscribe
      })
      app.addHook('preClose', async () => closeAll())
      app.get(
        '/api/events',
        {
          preHandler: signedIn,
          schema: { tags: ['events'], summary: 'Server-sent events, read by fetch' },
        },
        async (request, reply) => {
          const verified = request.verified!
          // Whatever ended since the guard ran would not be told to a stream that is not listed yet.
          const checking = app.denials?.check(verified)
          if (checking) await checking
          reply.hijack()
          const response = reply.raw
          if (response.destroyed) return
          response.writeHead(200, {
            ...(reply.getHeaders() as Record<string, string>),
            'content-type': 'text/event-stream; charset=utf-8',
            'cache-control': 'no-store',
            'x-accel-buffering': 'no',
          })
          open(response, verified, verified.expiresAt - app.clock.now() + limits.graceMs)
        },
      )
    },
    tell: (to, event, data) => tell({ to, event, data }),
    tellHere: (to, event, data) => deliver({ id: randomUUID(), to, event, data }),
    endHere(whose) {
      for (const listener of everyone) {
        if ('sid' in whose ? listener.sid !== whose.sid : listener.clientId !== whose.clientId) continue
        listener.write(textOf({ id: randomUUID(), event: 'session-ended', data: {} }))
        listener.end()
      }
    },
    async close() {
      closeAll()
      await (
        await unsubscribe
      )?.()
    },
  }
}
