import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** As OTLP's JSON has it (Trace Service, `Span`); times are nanoseconds. */
export interface SentSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  startTimeUnixNano: string
  endTimeUnixNano: string
}

/** Takes in traces by OTLP/HTTP; `url` is for `--otlp-url`. */
export async function startCollector() {
  const spans: SentSpan[] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (part: Buffer) => (text += part.toString()))
    request.on('end', () => {
      const isOtlp = request.url === '/v1/traces' && request.headers['content-type'] === 'application/json'
      const { resourceSpans } = JSON.parse(text) as { resourceSpans: { scopeSpans: { spans: SentSpan[] }[] }[] }
      if (isOtlp) spans.push(...resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((scope) => scope.spans)))
      response.writeHead(isOtlp ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  function stop() {
    server.close()
    server.closeAllConnections()
  }
  return { spans, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop }
}
