import { Gauge } from 'prom-client'
import type { EventsMeasure } from '../events/index.ts'
import type { MetricsRegistry } from './metrics.ts'

const ofService = ['service']
const ofConsumer = ['service', 'consumer']

/** Adds to the metrics how far behind each service's events are; asked only when someone scrapes. */
export function measureEvents(registry: MetricsRegistry, services: Record<string, () => Promise<EventsMeasure>>) {
  const set = {
    waiting: gauge('events_outbox_waiting', 'Events not yet published.', ofService),
    oldest: gauge('events_outbox_oldest_seconds', 'Age of the oldest event not yet published.', ofService),
    deadLetters: gauge('events_dead_letters', 'Events that failed for good and wait for a person.', ofService),
    inHand: gauge('events_oldest_in_hand_seconds', 'Age of the oldest event that a consumer has in hand.', ofConsumer),
    behind: gauge('events_consumer_behind', 'Events that a consumer has not acknowledged yet (its lag).', ofConsumer),
  }
  let reading: Promise<void> | undefined

  // One reading a scrape: all gauges are collected at once, and each waits for it.
  function read() {
    reading ??= measureAll().finally(() => {
      reading = undefined
    })
    return reading
  }

  async function measureAll() {
    for (const [service, measure] of Object.entries(services)) {
      const { outbox, deadLetters, consumers } = await measure()
      set.waiting.set({ service }, outbox.waiting)
      set.oldest.set({ service }, outbox.oldestMs / 1000)
      set.deadLetters.set({ service }, deadLetters)
      for (const [consumer, { oldestMs, behind }] of Object.entries(consumers)) {
        set.inHand.set({ service, consumer }, oldestMs / 1000)
        // A figure of before would hide that nobody knows.
        if (behind === null) set.behind.remove({ service, consumer })
        else set.behind.set({ service, consumer }, behind)
      }
    }
  }

  function gauge(name: string, help: string, labelNames: string[]) {
    return new Gauge({ name, help, labelNames, registers: [registry], collect: read })
  }
}
