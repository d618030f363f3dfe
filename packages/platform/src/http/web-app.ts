import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KnownRoutes } from './routes.ts'

const immutable = 'public, max-age=31536000, immutable'

/**
 * Serves a built single-page app. Vite names what lies in /assets/ by its content, so it never changes;
 * everything else is asked for again each time (ETag).
 * @returns answers a request that nothing else did, where a page of the app can be meant
 */
export async function serveWebApp(app: FastifyInstance, root: string, routes: KnownRoutes) {
  await app.register(fastifyStatic, { root, serve: false, preCompressed: true, cacheControl: false, index: false })

  app.get('/*', { schema: { hide: true } as object }, (request, reply) => {
    const path = pathOf(request)
    if (path === '/' || path === '/index.html') return sendIndex(reply)
    return reply.header('cache-control', path.startsWith('/assets/') ? immutable : 'no-cache').sendFile(path)
  })

  return function answerPage(request: FastifyRequest, reply: FastifyReply) {
    const path = pathOf(request)
    const isPage =
      (request.method === 'GET' || request.method === 'HEAD') &&
      (request.headers.accept ?? '').includes('text/html') &&
      path !== '/index.html' &&
      !path.startsWith('/assets/') &&
      !routes.ownsPath(path)
    return isPage ? sendIndex(reply) : undefined
  }
}

function sendIndex(reply: FastifyReply) {
  return reply.header('cache-control', 'no-cache').sendFile('/index.html')
}

function pathOf(request: FastifyRequest) {
  const raw = request.url.split('?', 1)[0]!
  try {
    return decodeURIComponent(raw)
  } catch {
    return raw
  }
}
