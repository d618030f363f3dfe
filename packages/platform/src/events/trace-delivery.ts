import { outsideSpans, type Tracing } from '../tracing/index.ts'
import type { BellEvent } from './definition.ts'

/**
 * Does a consumer's work on events, with a span for each that belongs to a trace. Work on one event is inside its span,
 * so that what follows from it goes on with the trace; work on many belongs to none of theirs.
 */
export async function traceDelivery<T>(
  tracing: Tracing | undefined,
  consumer: string,
  events: BellEvent[],
  work: () => Promise<T>,
): Promise<T> {
  if (!tracing) return work()
  const spans = events.flatMap(({ id, type, subject, traceparent }) => {
    if (traceparent === undefined) return []
    const attributes = { 'messaging.message.id': id, 'bell.event.subject': subject, 'bell.consumer': consumer }
    return tracing.start({ name: `${consumer} ${type}`, kind: 'consumer', parent: traceparent, attributes }) ?? []
  })
  const [only, ...others] = spans
  const end = (error?: string) => spans.forEach((span) => span.end(error))
  try {
    const result = await (only && others.length === 0 && events.length === 1 ? only.run(work) : outsideSpans(work))
    end()
    return result
  } catch (error) {
    end(error instanceof Error ? error.name : 'error')
    throw error
  }
}
