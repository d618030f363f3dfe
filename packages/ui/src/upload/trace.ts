const traces = new WeakMap<File, string>()

/**
 * A `traceparent` (W3C Trace Context) for a call that a file's upload makes: all calls of one file, and what the server
 * does about them, are one trace, where the operator has traces made.
 */
export function traceparentOf(file: File): string {
  const traceId = traces.get(file) ?? randomHex(16)
  traces.set(file, traceId)
  return `00-${traceId}-${randomHex(8)}-01`
}

const randomHex = (bytes: number) =>
  Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, '0')).join('')
