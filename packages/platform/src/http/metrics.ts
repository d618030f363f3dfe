import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

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
