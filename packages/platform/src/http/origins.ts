import type { FastifyInstance } from 'fastify'
import { AppError } from './app-error.ts'

/**
 * Refuses requests for a Host that is not ours (a rebound name reaches us with its own), and lets our other products'
 * pages call the bearer APIs. Never with credentials, never anything but /api/*: cookies work for the own origin only.
 */
export function originRules(app: FastifyInstance, o: { hosts: string[]; family: string[] }) {
  const hosts = new Set(o.hosts.map((host) => host.toLowerCase()))
  const family = new Set(o.family)

  app.addHook('onRequest', (request, _reply, next) => {
    // request.host believes X-Forwarded-Host from trusted proxies only.
    if (hosts.has((request.host ?? '').toLowerCase())) next()
    else next(new AppError(421, 'misdirected_request', 'This server does not answer for that host name.'))
  })

  app.addHook('onRequest', (request, reply, next) => {
    if (!request.url.startsWith('/api/')) return next()
    reply.header('vary', 'Origin')
    const { origin } = request.headers
    if (origin === undefined || !family.has(origin)) return next()
    reply.header('access-control-allow-origin', origin)
    reply.header('access-control-expose-headers', exposed)
    if (request.method !== 'OPTIONS' || !request.headers['access-control-request-method']) return next()
    void reply
      .code(204)
      .headers({
        'access-control-allow-methods': 'GET, HEAD, POST, PUT, PATCH, DELETE',
        'access-control-allow-headers': allowed,
        'access-control-max-age': '600',
      })
      .send()
  })
}

const allowed =
  'Authorization, Content-Type, If-Match, If-None-Match, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset'
const exposed =
  'ETag, Location, Retry-After, X-Request-Id, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Upload-Length, Upload-Offset, Upload-Expires'
