import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { givenService } from '../events/contract-setup.ts'
import { startBrokerProxy } from './broker-proxy.fixture.ts'
import { brokers, testBus, testTopic } from './kafka.fixture.ts'

// Longer than a session: the group has thrown the consumer out when Kafka is back.
const outageMs = 9000
const times = { sessionMs: 6000, heartbeatMs: 500 }

describe.runIf(brokers)('while Kafka is away', () => {
  test(
    'writes go on, events wait in the outbox, and then arrive by themselves, once each and in order',
    { timeout: 90_000 },
    async () => {
      const proxy = await startBrokerProxy()
      const { count, consumer, start, effects } = await givenService(
        async () => ({
          open: () => testBus({ url: proxy.url, times }),
          makeTopic: async (topic) => void (await testTopic(topic)),
        }),
        'sqlite',
      )
      const runtime = await start(consumer())
      const keys = ['a', 'b', 'c']
      let n = 0
      let slowest = 0
      const writeFor = async (ms: number) => {
        for (const end = performance.now() + ms; performance.now() < end; n++) {
          const begun = performance.now()
          await Promise.all(keys.map((key) => count(key, n)))
          slowest = Math.max(slowest, performance.now() - begun)
          await wait(10)
        }
      }

      await writeFor(1000)
      await proxy.cut()
      const before = n
      await writeFor(outageMs)
      expect((await runtime.measure()).outbox.waiting).toBeGreaterThanOrEqual((n - before) * keys.length)
      await proxy.mend()
      await writeFor(500)
      await runtime.idle()

      expect(slowest).toBeLessThan(1000)
      for (const key of keys) expect(await effects(key)).toEqual(Array.from({ length: n }, (_, index) => index))
      expect(await runtime.deadLetters.list()).toEqual([])
    },
  )

  test('a service starts without it, and does its work when it is there', { timeout: 90_000 }, async () => {
    const proxy = await startBrokerProxy()
    await proxy.cut()
    const { count, consumer, start, effects } = await givenService(
      async () => ({
        open: () => testBus({ url: proxy.url, times }),
        makeTopic: async (topic) => void (await testTopic(topic)),
      }),
      'sqlite',
    )
    const runtime = await start(consumer())
    await count('a', 1)

    await proxy.mend()
    await runtime.idle()

    expect(await effects()).toEqual([1])
  })
})
