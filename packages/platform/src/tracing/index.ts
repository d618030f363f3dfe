import type { OtlpOptions } from './otlp.ts'

export { currentSpan, currentTraceparent, outsideSpans, type Span, type Tracing } from './spans.ts'

/** As createOtlpTracing; loaded only where traces are sent. */
export async function openOtlpTracing(options: OtlpOptions) {
  const { createOtlpTracing } = await import('./otlp.ts')
  return createOtlpTracing(options)
}
