import { AsyncLocalStorage } from 'node:async_hooks'
import { randomBytes } from 'node:crypto'

/** As OTLP numbers them (opentelemetry-proto, trace/v1). */
export const spanKinds = { server: 2, client: 3, consumer: 5 } as const

export type Attributes = Record<string, string | number>

/** A span that has ended. Times are nanoseconds since 1970. */
export interface EndedSpan {
  traceId: string
  spanId: string
  parentSpanId: string | undefined
  name: string
  kind: number
  startedAt: bigint
  endedAt: bigint
  attributes: Attributes
  /** What went wrong, in a word; undefined where nothing did. */
  error: string | undefined
}

/** A piece of work that a trace tells of. */
export interface Span {
  traceId: string
  spanId: string
  /** Runs work whose log lines, events and calls belong to this span. */
  run<T>(work: () => T): T
  set(attributes: Attributes): void
  /** Once, when the work is over. */
  end(error?: string): void
}

export interface Tracing {
  /**
   * Begins a span. `parent` is a `traceparent` (W3C Trace Context §3.2): one that cannot be read begins a new trace, one
   * that is not sampled gives no span.
   */
  start(o: {
    name: string
    kind: keyof typeof spanKinds
    parent: string | undefined
    attributes: Attributes
  }): Span | undefined
  /** Sends what is left. */
  close(): Promise<void>
}

const current = new AsyncLocalStorage<Span | undefined>()
const form = /^(?!ff)[\da-f]{2}-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})(?:$|-)/

export function startSpan(
  { name, kind, parent, attributes }: Parameters<Tracing['start']>[0],
  onEnd: (span: EndedSpan) => void,
): Span | undefined {
  const [, parentTrace, parentSpanId, flags] = form.exec(parent ?? '') ?? []
  if (flags !== undefined && (Number.parseInt(flags, 16) & 1) === 0) return undefined
  const startedAt = now()
  const own = { ...attributes }
  const span: Span = {
    traceId: parentTrace ?? randomBytes(16).toString('hex'),
    spanId: randomBytes(8).toString('hex'),
    run: (work) => current.run(span, work),
    set: (more) => void Object.assign(own, more),
    end(error) {
      const { traceId, spanId } = span
      const ended = { startedAt, endedAt: now(), attributes: own, error }
      onEnd({ traceId, spanId, parentSpanId, name, kind: spanKinds[kind], ...ended })
    },
  }
  return span
}

/** Runs work that belongs to no span, though it is begun inside of one. */
export const outsideSpans = <T>(work: () => T): T => (current.getStore() ? current.run(undefined, work) : work())

/** For log lines: which span they are of. */
export function currentSpan(): { traceId: string; spanId: string } | undefined {
  const span = current.getStore()
  return span && { traceId: span.traceId, spanId: span.spanId }
}

/** The `traceparent` to hand on to what this span causes; undefined outside of spans. */
export function currentTraceparent(): string | undefined {
  const span = current.getStore()
  return span && `00-${span.traceId}-${span.spanId}-01`
}

function now() {
  return BigInt(Math.round((performance.timeOrigin + performance.now()) * 1000)) * 1000n
}
