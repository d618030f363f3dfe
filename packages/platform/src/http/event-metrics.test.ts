import { expect, test } from 'vitest'
import { measureEvents } from './event-metrics.ts'
import { createMetricsRegistry } from './metrics.ts'

test('the first scrape has all that is known of events, and what is not known is left out', async () => {
  const registry = createMetricsRegistry({ ofProcess: false })
  let behind: number | null = 7
  let readings = 0
  measureEvents(registry, {
    async music() {
      readings++
      return {
        outbox: { waiting: 3, oldestMs: 1500 },
        deadLetters: 2,
        consumers: { 'music.search': { inHand: 1, oldestMs: 250, behind } },
      }
    },
  })

  const text = await registry.metrics()
  expect(text).toContain('events_outbox_waiting{service="music"} 3')
  expect(text).toContain('events_outbox_oldest_seconds{service="music"} 1.5')
  expect(text).toContain('events_dead_letters{service="music"} 2')
  expect(text).toContain('events_oldest_in_hand_seconds{service="music",consumer="music.search"} 0.25')
  expect(text).toContain('events_consumer_behind{service="music",consumer="music.search"} 7')
  expect(readings).toBe(1)

  behind = null
  expect(await registry.metrics()).not.toContain('events_consumer_behind{')
})
