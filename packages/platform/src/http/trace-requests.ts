import type { Span, Tracing } from '../tracing/index.ts'
import type { App } from './app.ts'

declare module 'fastify' {
  interface FastifyRequest {
    span: Span | undefined
  }
}

const reads = new Set(['GET', 'HEAD', 'OPTIONS'])

/** A span for every request that changes something, and for each that says it is part of a trace. */
export function traceRequests(app: App, name: string, tracing: Tracing) {
  app.decorateRequest('span', undefined)
  app.addHook('onRequest', (request, _reply, next) => {
    const parent = request.headers['traceparent'] as string | undefined
    if (parent === undefined && reads.has(request.method)) return next()
    const route = request.routeOptions.url ?? 'none'
    request.span = tracing.start({
      name: `${request.method} ${route}`,
      kind: 'server',
      parent,
      attributes: {
        'http.request.method': request.method,
        'http.route': route,
        'bell.product': name,
        'bell.request.id': request.id,
      },
    })
    inSpan(request.span, next)
  })
  // Whoever reads the body goes on from the socket's own turn, which knows of no request.
  app.addHook('preValidation', (request, _reply, next) => inSpan(request.span, next))
  app.addHook('onResponse', (request, reply, next) => {
    request.span?.set({ 'http.response.status_code': reply.statusCode })
    request.span?.end(reply.statusCode >= 500 ? String(reply.statusCode) : undefined)
    next()
  })
}

const inSpan = (span: Span | undefined, next: () => void) => (span ? span.run(next) : next())
