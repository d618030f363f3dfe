import { Gauge } from 'prom-client'
import type { EventsMeasure } from '../events/index.ts'
import type { MetricsRegistry } from './metrics.ts'

/** Adds to the metrics how far behind each service's events are; asked only when someone scrapes. */
export function measureEvents(registry: MetricsRegistry, services: Record<string, () => Promise<EventsMeasure>>) {
  const deadLetters = gauge('events_dead_letters', 'Events that failed for good and wait for a person.', ['service'])
  const inHand = gauge('events_oldest_in_hand_seconds', 'Age of the oldest event that a consumer has in hand.', [
    'service',
    'consumer',
  ])
  const oldest = gauge('events_outbox_oldest_seconds', 'Age of the oldest event not yet published.', ['service'])
  const waiting = new Gauge({
    name: 'events_outbox_waiting',
    help: 'Events not yet published.',
    labelNames: ['service'],
    registers: [registry],
    collect,
  })

  // One reading a scrape for all four.
  async function collect() {
    for (const [service, measure] of Object.entries(services)) {
      const { outbox, deadLetters: dead, consumers } = await measure()
      waiting.set({ service }, outbox.waiting)
      oldest.set({ service }, outbox.oldestMs / 1000)
      deadLetters.set({ service }, dead)
      for (const [consumer, { oldestMs }] of Object.entries(consumers)) {
        inHand.set({ service, consumer }, oldestMs / 1000)
      }
    }
  }

  function gauge(name: string, help: string, labelNames: string[]) {
    return new Gauge({ name, help, labelNames, registers: [registry] })
  }
}
