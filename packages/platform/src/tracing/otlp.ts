import { setTimeout as wait } from 'node:timers/promises'
import type { BaseLogger } from 'pino'
import { startSpan, type Attributes, type EndedSpan, type Tracing } from './spans.ts'

const limits = { waiting: 4096, batch: 512, everyMs: 1000, longestPauseMs: 30_000, timeoutMs: 5000 }
/** Whose answers mean: later (OTLP 1.x, "Retryable Response Codes"). */
const later = new Set([429, 502, 503, 504])

export interface OtlpOptions {
  /** The collector's base address, such as http://127.0.0.1:4318. */
  url: string
  log: Pick<BaseLogger, 'warn'>
}

/**
 * Sends spans to a collector by OTLP/HTTP in JSON. They wait in memory; where the collector is away for long, the newest
 * are dropped, since a trace that is lost is better than a process that grows.
 */
export function createOtlpTracing(o: OtlpOptions): Tracing {
  const address = `${o.url.replace(/\/$/, '')}/v1/traces`
  const closing = new AbortController()
  const waiting: EndedSpan[] = []
  let dropped = 0
  const running = run()

  function keep(span: EndedSpan) {
    if (waiting.length < limits.waiting) waiting.push(span)
    else dropped++
  }

  async function run() {
    let failures = 0
    while (!closing.signal.aborted) {
      const pause = Math.min(limits.everyMs * 2 ** failures, limits.longestPauseMs)
      await wait(pause, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
      try {
        await sendAll()
        failures = 0
      } catch (err) {
        if (failures++ === 0) o.log.warn({ err, dropped }, 'Traces could not be sent; they are kept for a while')
      }
    }
  }

  async function sendAll() {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, limits.batch)
      const response = await fetch(address, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: toOtlp(batch),
        signal: AbortSignal.timeout(limits.timeoutMs),
        redirect: 'error',
      })
      await response.body?.cancel()
      if (later.has(response.status)) throw new Error(`The collector answered ${response.status}.`)
      // What it refuses for good is not sent again.
      waiting.splice(0, batch.length)
      if (!response.ok) o.log.warn({ status: response.status, spans: batch.length }, 'The collector refused traces')
    }
  }

  return {
    start: (span) => startSpan(span, keep),
    async close() {
      closing.abort()
      await running
      await sendAll().catch(() => undefined)
    },
  }
}

function toOtlp(spans: EndedSpan[]) {
  return JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: toAttributes({ 'service.name': 'musicbell' }) },
        scopeSpans: [
          {
            scope: { name: 'bell' },
            spans: spans.map(({ startedAt, endedAt, attributes, error, ...span }) => ({
              ...span,
              startTimeUnixNano: String(startedAt),
              endTimeUnixNano: String(endedAt),
              attributes: toAttributes(attributes),
              status: error === undefined ? {} : { code: 2, message: error },
            })),
          },
        ],
      },
    ],
  })
}

function toAttributes(attributes: Attributes) {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
  }))
}
