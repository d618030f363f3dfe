import { randomUUID } from 'node:crypto'
import type { ServerResponse } from 'node:http'
import type { KeyValue } from '../key-value/index.ts'
import type { App } from './app.ts'
import type { Logger } from './logging.ts'
import { signedIn } from './users.ts'

export type Audience = { userId: string } | { sid: string } | 'everyone'

export interface EventStream {
  /** Declares GET /api/events. */
  route(app: App): void
  /** Tells all open pages of the audience, in every process. Best effort: a page reads afresh when it reconnects. */
  tell(to: Audience, event: string, data: object): Promise<void>
  /** Tells the pages of a session that it has ended, then closes their streams. */
  endSession(sid: string): Promise<void>
  close(): Promise<void>
}

interface Message {
  id: string
  to: Audience
  event: string
  data: object
  last?: boolean
}

interface Listener {
  sid: string | undefined
  write(chunk: string): void
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
}

/**
 * The one event stream of a product: server-sent events, read by fetch with the access token.
 * @param o.name names the channel, where several products share a KeyValue
 */
export function createEventStream(o: { keyValue: KeyValue; log: Logger; name?: string }): EventStream {
  const channel = `events:${o.name ?? 'bell'}`
  const byUser = new Map<string, Set<Listener>>()
  let unsubscribe: Promise<() => Promise<void>> | undefined

  function deliver({ id, to, event, data, last }: Message) {
    const chunk = `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`
    for (const listener of audience(to)) {
      listener.write(chunk)
      if (last) listener.end()
    }
  }

  function audience(to: Audience) {
    if (to !== 'everyone' && 'userId' in to) return [...(byUser.get(to.userId) ?? [])]
    const all = [...byUser.values()].flatMap((listeners) => [...listeners])
    return to === 'everyone' ? all : all.filter(({ sid }) => sid === to.sid)
  }

  function open(response: ServerResponse, user: { id: string; sid?: string }, lifeMs: number) {
    const listeners = byUser.get(user.id) ?? new Set()
    byUser.set(user.id, listeners)
    if (listeners.size >= limits.connectionsPerUser) listeners.values().next().value?.end()
    const heartbeat = setInterval(() => listener.write(': still here\n\n'), limits.heartbeatMs)
    const expiry = setTimeout(() => listener.end(), lifeMs)
    const listener: Listener = {
      sid: user.sid,
      write(chunk) {
        if (response.writableLength <= limits.bufferedBytes) return void response.write(chunk)
        leave()
        response.destroy()
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
      listeners.delete(listener)
      if (listeners.size === 0 && byUser.get(user.id) === listeners) byUser.delete(user.id)
    }
    listeners.add(listener)
    response.on('close', leave)
    listener.write('retry: 2000\n\n')
  }

  function closeAll() {
    for (const listener of audience('everyone')) listener.end()
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
      unsubscribe = o.keyValue.subscribe(channel, (message) => deliver(JSON.parse(message) as Message))
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
        (request, reply) => {
          const { user, expiresAt } = request.verified!
          reply.hijack()
          const response = reply.raw
          if (response.destroyed) return
          response.writeHead(200, {
            ...(reply.getHeaders() as Record<string, string>),
            'content-type': 'text/event-stream; charset=utf-8',
            'cache-control': 'no-store',
            'x-accel-buffering': 'no',
          })
          open(response, user, expiresAt - app.clock.now() + limits.graceMs)
        },
      )
    },
    tell: (to, event, data) => tell({ to, event, data }),
    endSession: (sid) => tell({ to: { sid }, event: 'session-ended', data: {}, last: true }),
    async close() {
      closeAll()
      await (
        await unsubscribe
      )?.()
    },
  }
}
