/** The least UUIDv7 of an instant, in ms: ids are in the order of time (RFC 9562 §5.7). */
export function leastIdAt(instant: number): string {
  const hex = Math.max(0, instant).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}
