import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import type { Logger } from './logging.ts'

export type MetricsRegistry = Registry

/** One registry a process: event-loop lag, memory, garbage collection, and what the apps add. */
export function createMetricsRegistry(o: { ofProcess?: boolean } = {}): MetricsRegistry {
  const registry = new Registry()
  if (o.ofProcess ?? true) collectDefaultMetrics({ register: registry })
  return registry
}

/**
 * Request durations in seconds, by service, method, route pattern and status; several apps may share a registry.
 * @returns a function that notes one
 */
export function requestDurations(registry: MetricsRegistry, service: string) {
  const name = 'http_request_duration_seconds'
  const durations =
    (registry.getSingleMetric(name) as Histogram | undefined) ??
    new Histogram({
      name,
      help: 'How long requests took to answer.',
      labelNames: ['service', 'method', 'route', 'status'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [registry],
    })
  // Finding a series by its labels costs more than noting a duration; there are no more of them than routes.
  const series = new Map<string, { observe(seconds: number): void }>()

  return (method: string, route: string, status: number, seconds: number) => {
    const key = `${status} ${method} ${route}`
    let one = series.get(key)
    if (!one) series.set(key, (one = durations.labels({ service, method, route, status })))
    one.observe(seconds)
  }
}

/**
 * `GET /metrics` as Prometheus text, on an address of its own, since it tells strangers too much.
 * @param o.address `host:port`; the port 0 picks a free one
 * @param o.answer what else is answered here: tells whether the request was its own
 */
export async function startInternalListener(o: {
  address: string
  metrics: MetricsRegistry
  log: Logger
  answer?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
}) {
  const { hostname, port } = new URL(`http://${o.address}`)
  async function handle(request: IncomingMessage, response: ServerResponse) {
    if (request.method === 'GET' && request.url?.split('?', 1)[0] === '/metrics') {
      const text = await o.metrics.metrics()
      response.writeHead(200, { 'content-type': o.metrics.contentType }).end(text)
    } else if (!(await o.answer?.(request, response))) {
      response.writeHead(404).end()
    }
  }
  const server = createServer((request, response) => {
    handle(request, response).catch((err: unknown) => {
      o.log.error({ err }, 'internal_listener_failed')
      if (!response.headersSent) response.writeHead(500)
      response.end()
    })
  })
  await listen(server, Number(port || 80), hostname.replaceAll(/^\[|\]$/g, ''))
  const bound = server.address() as { address: string; port: number }
  return {
    address: `${bound.address}:${bound.port}`,
    async close() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

function listen(server: Server, port: number, host: string) {
  return new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve()
    })
  })
}
