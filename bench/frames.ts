import type { Measure } from './report.ts'

/** How even frames are, of the times between them in ms. */
export function frames(what: string, times: number[], goal = '< 34'): Measure[] {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
  return [
    { measure: `${what}: frames`, value: times.length, unit: '' },
    { measure: `${what}: p95 between frames`, value: at(0.95), unit: 'ms', ...(goal && { goal }) },
    { measure: `${what}: p99`, value: at(0.99), unit: 'ms' },
    { measure: `${what}: longest`, value: sorted.at(-1)!, unit: 'ms' },
  ]
}
