import type { FastifyInstance, FastifyRequest } from 'fastify'
import { AppError } from './app-error.ts'

/**
 * Refuses requests for a Host that is not ours (a rebound name reaches us with its own), and lets our other products'
 * pages call the bearer APIs. Never with credentials, never anything but /api/*: cookies work for the own origin only.
 * Pages of other apps may call them too where they bring a token: who has one could use it from anywhere. AuthBell
 * gives no other app a token for itself, so there they may not.
 */
export function originRules(app: FastifyInstance, o: { name: string; hosts: string[]; family: string[] }) {
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
    // An origin "null" is anyone's: a sandboxed frame, a file.
    const bringsToken = o.name !== 'auth' && origin !== 'null' && asksWithToken(request)
    if (origin === undefined || !(family.has(origin) || bringsToken)) return next()
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

/** Whether a request has a token, or a preflight asks for one that will. */
function asksWithToken({ method, headers }: FastifyRequest) {
  if (method !== 'OPTIONS') return headers.authorization !== undefined
  return /(^|,) *authorization *(,|$)/i.test(headers['access-control-request-headers'] ?? '')
}

const allowed =
  'Authorization, Content-Type, If-Match, If-None-Match, Tus-Resumable, Upload-Length, Upload-Metadata, Upload-Offset'
const exposed =
  'ETag, Location, Retry-After, X-Request-Id, Tus-Resumable, Tus-Version, Tus-Extension, Tus-Max-Size, Upload-Length, Upload-Offset, Upload-Expires'
