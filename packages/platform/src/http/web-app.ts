import { stat } from 'node:fs/promises'
import { join, posix } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KnownRoutes } from './routes.ts'

const immutable = 'public, max-age=31536000, immutable'

/**
 * Serves a built single-page app to requests that no route answers. Vite names what lies in /assets/ by its content,
 * so it never changes; everything else is asked for again each time (ETag). Every address that a person can open in
 * the app gives index.html.
 * @returns a function that answers such a request, and says whether it did
 */
export async function serveWebApp(app: FastifyInstance, root: string, routes: KnownRoutes) {
  await app.register(fastifyStatic, { root, serve: false, preCompressed: true, cacheControl: false, index: false })

  return async function answerFromWebApp(request: FastifyRequest, reply: FastifyReply): Promise<boolean> {
    if (request.method !== 'GET' && request.method !== 'HEAD') return false
    const path = decodedPath(request)
    if (path === undefined || routes.ownsPath(path)) return false
    const file = (await isFile(root, path)) ? path : isNavigation(request, path) ? '/index.html' : undefined
    if (file === undefined) return false
    reply.header('cache-control', file.startsWith('/assets/') ? immutable : 'no-cache').sendFile(file)
    return true
  }
}

function isNavigation({ headers }: FastifyRequest, path: string) {
  return path === '/' || ((headers.accept ?? '').includes('text/html') && !path.startsWith('/assets/'))
}

async function isFile(root: string, path: string) {
  if (path.endsWith('/')) return false
  const found = await stat(join(root, path)).catch(() => undefined)
  return found?.isFile() ?? false
}

/** @returns undefined for a path that is not in its plain form, since it could lead out of the folder */
function decodedPath(request: FastifyRequest) {
  try {
    const path = decodeURIComponent(request.url.split('?', 1)[0]!)
    return path === posix.normalize(path) && !/[\\\0]/.test(path) ? path : undefined
  } catch {
    return undefined
  }
}
