import type { ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'
import { AppError } from './app-error.ts'

/** In ms. */
export interface Timeouts {
  /** For the head of a request to arrive. */
  head: number
  /** For a body that is read whole (JSON) to arrive. Uploads are streams and may take as long as they move. */
  body: number
  /** Without a byte in either direction; a paused player is quiet for long, and comes back by itself. */
  idle: number
  /** For what an answered request still sends. */
  rest: number
  /** For requests under way when the app closes. */
  close: number
}

export const defaultTimeouts: Timeouts = { head: 15_000, body: 30_000, idle: 300_000, rest: 10_000, close: 10_000 }

/** For Node's servers (Fastify makes one for each address). Their requestTimeout would cover streams too: left off. */
export function headTimeouts({ head }: Timeouts) {
  return { headersTimeout: head, connectionsCheckingInterval: Math.min(head, 5_000) }
}

/** Bounds how long a client may hold what it does not use (slow-loris), and how long closing waits for one. */
export function limitTime(app: FastifyInstance, timeouts: Timeouts) {
  app.addHook('preParsing', (request, _reply, payload, next) => {
    next(null, payload)
    if (!/^application\/([\w.-]+\+)?json\b/i.test(request.headers['content-type'] ?? '')) return
    const tooSlow = new AppError(408, 'request_timeout', 'The request took too long to arrive.')
    const timer = setTimeout(() => request.raw.destroy(tooSlow), timeouts.body)
    request.raw.once('close', () => clearTimeout(timer))
    request.raw.once('end', () => clearTimeout(timer))
  })

  app.addHook('onResponse', ({ raw }, _reply, next) => {
    next()
    if (raw.complete !== false || raw.destroyed) return
    const timer = setTimeout(() => raw.destroy(), timeouts.rest)
    raw.once('close', () => clearTimeout(timer))
  })

  // Players and event streams would keep a closing server open for ever, and so would who keeps an answered connection.
  const underWay = new Set<ServerResponse>()
  let isClosing = false
  app.addHook('onRequest', ({ raw: { socket } }, { raw }, next) => {
    // The way to a 404 passes here twice.
    if (!underWay.has(raw))
      raw.once('close', () => {
        underWay.delete(raw)
        // A request that was injected has no connection.
        if (isClosing && socket instanceof Socket) socket.end()
      })
    underWay.add(raw)
    next()
  })
  app.addHook('preClose', async () => {
    isClosing = true
    const timer = setTimeout(() => {
      for (const response of underWay) response.destroy()
      // Also those on which a request has only begun to arrive: the server looks for slow ones no longer.
      app.server.closeAllConnections()
    }, timeouts.close)
    app.server.once('close', () => clearTimeout(timer))
  })
}
