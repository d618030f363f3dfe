import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Logger } from './logging.ts'
import type { MetricsRegistry } from './metrics.ts'

/**
 * What every process answers, whatever it does, on an address of its own, since it tells strangers too much:
 * `GET /health/live`, `GET /health/ready` (200, or 503 with what is missing), `GET /health/serving` (200, or 503 where
 * requests and work should go to others) and `GET /metrics` as Prometheus text.
 * @param o.address `host:port`; the port 0 picks a free one
 * @param o.checks per engine 'ok' or what is wrong
 * @param o.isServing from when it has started until it is told to stop. What all processes share, and miss together, does
 *   not count: whoever sends requests would have nobody left that can say what is wrong.
 * @param o.answer what else is answered here: tells whether the request was its own
 */
export async function startInternalListener(o: {
  address: string
  metrics: MetricsRegistry
  log: Logger
  checks(): Promise<Record<string, string>>
  isServing(): boolean
  answer?: (request: IncomingMessage, response: ServerResponse) => Promise<boolean>
}) {
  const { hostname, port } = new URL(`http://${o.address}`)
  async function handle(request: IncomingMessage, response: ServerResponse) {
    const path = request.method === 'GET' ? request.url?.split('?', 1)[0] : undefined
    if (path === '/metrics') {
      const text = await o.metrics.metrics()
      response.writeHead(200, { 'content-type': o.metrics.contentType }).end(text)
    } else if (path === '/health/live') {
      sendHealth(response, 200, { status: 'ok' })
    } else if (path === '/health/ready') {
      const checks = await o.checks()
      const isReady = Object.values(checks).every((state) => state === 'ok')
      sendHealth(response, isReady ? 200 : 503, { status: isReady ? 'ok' : 'not ready', checks })
    } else if (path === '/health/serving') {
      const isServing = o.isServing()
      sendHealth(response, isServing ? 200 : 503, { status: isServing ? 'ok' : 'not serving' })
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

function sendHealth(response: ServerResponse, status: number, body: object) {
  response
    .writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' })
    .end(JSON.stringify(body))
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
