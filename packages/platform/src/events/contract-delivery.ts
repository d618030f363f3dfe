import { describe, expect, test, vi } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../clock/index.ts'
import { inTransaction, type Db } from '../database/index.ts'
import { testDialect } from '../test-kit/test-database.ts'
import { givenService } from './contract-setup.ts'
import { testFailures } from './contract-failures.ts'
import type { BusFactory } from './contract.ts'
import { defineEvent, type BellEvent } from './definition.ts'
import type { EventBus } from './event-bus.ts'
import type { EventTables } from './event-tables.ts'
import { appendOutbox } from './outbox.ts'
import { eventRetention } from './retention.ts'

const longest = { timeout: 20_000 }
const soon = { timeout: 10_000, interval: 20 }

/** What outbox, relay, consumers and dead letters keep, over any bus: called in the test file of each adapter. */
export function testDelivery(factory: BusFactory) {
  describe(`on ${testDialect}`, () => {
    const given = () => givenService(factory, testDialect)

    testFailures(given)

    test('effects follow commits, once each and in the order of their keys', longest, async () => {
      const { count, consumer, start, effects } = await given()
      const runtime = await start(consumer())

      for (let n = 0; n < 30; n++) await Promise.all([count('a', n), count('b', n), count('c', n)])
      await runtime.idle()

      const expected = Array.from({ length: 30 }, (_, n) => n)
      for (const key of ['a', 'b', 'c']) expect(await effects(key)).toEqual(expected)
    })

    test('what was rolled back is never heard of', longest, async () => {
      const { db, count, consumer, start, effects } = await given()
      const runtime = await start(consumer())
      const other = defineEvent({
        type: 'test.counted',
        topic: 'test.never',
        version: 1,
        data: z.object({ n: z.int() }),
      })

      const failing = inTransaction(db, async (tx) => {
        await appendOutbox(tx, other, { key: 'a', data: { n: 1 }, at: 0 })
        throw new Error('no')
      })
      await expect(failing).rejects.toThrow('no')
      await count('a', 2)
      await runtime.idle()

      expect(await effects()).toEqual([2])
    })

    test('a process that died between commit and publication: the next one publishes', longest, async () => {
      const { count, consumer, start, effects } = await given()
      await count('a', 1)
      await count('a', 2)

      const runtime = await start(consumer())
      await runtime.idle()

      expect(await effects()).toEqual([1, 2])
    })

    test(
      'a process that died between publication and its note: the event comes twice, its effect once',
      longest,
      async () => {
        const { db, count, consumer, start, effects } = await given()
        const runtime = await start(consumer())
        await count('a', 1)
        await runtime.idle()

        await db.updateTable('outbox').set({ publishedAt: null }).execute()
        await count('a', 2)
        await runtime.idle()

        expect(await effects()).toEqual([1, 2])
      },
    )

    test('a process that died between effect and acknowledgement: the effect is not doubled', longest, async () => {
      const { bus, count, consumer, start, effects } = await given()
      let deaths = 2
      const forgetful: EventBus = {
        ...bus,
        subscribe: ({ handle, ...rest }) =>
          bus.subscribe({
            ...rest,
            async handle(events) {
              await handle(events)
              if (deaths-- > 0) throw new Error('died before the acknowledgement')
            },
          }),
      }
      const runtime = await start(consumer(), { bus: forgetful })

      for (let n = 0; n < 5; n++) await count('a', n)
      await runtime.idle()
      await count('a', 5)
      await runtime.idle()

      expect(await effects()).toEqual([0, 1, 2, 3, 4, 5])
      expect(deaths).toBeLessThan(1)
    })

    test('events of different keys are prepared side by side, those of one key in turn', longest, async () => {
      const { count, consumer, start, effects } = await given()
      const running = new Set<string>()
      let most = 0
      const runtime = await start(
        consumer({
          concurrency: 3,
          async prepare(event) {
            expect(running.has(event.subject)).toBe(false)
            running.add(event.subject)
            most = Math.max(most, running.size)
            await new Promise((resolve) => setImmediate(resolve))
            running.delete(event.subject)
          },
        }),
      )

      for (let n = 0; n < 3; n++) await Promise.all(Array.from({ length: 12 }, (_, key) => count(`key ${key}`, n)))
      await runtime.idle()

      for (let key = 0; key < 12; key++) expect(await effects(`key ${key}`)).toEqual([0, 1, 2])
      expect(most).toBeGreaterThan(1)
      expect(most).toBeLessThanOrEqual(3)
    })

    test('what was settled is not prepared a second time', longest, async () => {
      const { db, count, consumer, start, effects } = await given()
      let prepared = 0
      const runtime = await start(consumer({ prepare: async () => ++prepared }))
      await count('a', 1)
      await runtime.idle()

      await db.updateTable('outbox').set({ publishedAt: null }).execute()
      await count('a', 2)
      await runtime.idle()

      expect(await effects()).toEqual([1, 2])
      expect(prepared).toBe(2)
    })

    test('where preparing is all there is to do, what was done is not done again', longest, async () => {
      const { count, consumer, start } = await given()
      const done: string[] = []
      const prepare = async ({ subject }: BellEvent) => {
        done.push(subject)
        if (subject === 'key 7') throw new Error('It fails alone.')
      }
      const all = consumer({ prepare, concurrency: 20 })
      delete all.apply
      const runtime = await start(all)
      const keys = Array.from({ length: 40 }, (_, n) => `key ${n}`)
      await Promise.all(keys.map((key, n) => count(key, n)))
      await runtime.idle()
      expect(new Set(done)).toEqual(new Set(keys))
      expect((await runtime.deadLetters.list()).map(({ event }) => event.subject)).toEqual(['key 7'])

      done.length = 0
      await runtime.reread(all.group, 0)
      await count('key 1', 100)
      await runtime.idle()
      expect(done).toEqual(['key 1'])
    })

    test('closing lets the event in hand finish and leaves the others to the next start', longest, async () => {
      const { count, consumer, start, stop, effects } = await given()
      const started = Promise.withResolvers<void>()
      const release = Promise.withResolvers<void>()
      for (let n = 0; n < 5; n++) await count('a', n)
      const first = await start(
        consumer({
          async prepare() {
            started.resolve()
            await release.promise
          },
        }),
      )
      await started.promise

      const stopping = stop(first)
      release.resolve()
      await stopping
      const done = await effects()
      expect(done).toEqual([0])

      const second = await start(consumer())
      await second.idle()
      expect(await effects()).toEqual([0, 1, 2, 3, 4])
    })

    test('an event leaves at its commit, without waiting for the next look at the outbox', longest, async () => {
      const { count, consumer, start } = await given()
      const applied = Promise.withResolvers<void>()
      await start(consumer({ afterwards: () => applied.resolve() }), { pollMs: 3_600_000 })

      await count('a', 1)

      await applied.promise
    })

    test('a topic that the bus does not take holds up no other, and follows when it does', longest, async () => {
      const { db, bus, counted, count, consumer, start, effects } = await given()
      const other = defineEvent({ ...counted, topic: 'test.stuck', data: z.object({ n: z.int() }) })
      let isStuck = true
      const stuck: unknown[] = []
      const publish: EventBus['publish'] = async (topic, events) => {
        if (topic !== other.topic) return bus.publish(topic, events)
        if (isStuck) throw new Error('This topic has no leader.')
        stuck.push(...events.map(({ data }) => data))
      }
      // More than one batch of it stands before the others.
      const many = Array.from({ length: 1200 }, (_, n) => ({ key: `key ${n % 40}`, data: { n }, at: 0 }))
      await inTransaction(db, (tx) => appendOutbox(tx, other, many))
      await count('a', 1)
      await start(consumer(), { bus: { ...bus, publish } })

      await vi.waitFor(async () => expect(await effects()).toEqual([1]), soon)
      await count('a', 2)
      await vi.waitFor(async () => expect(await effects()).toEqual([1, 2]), soon)

      isStuck = false
      await vi.waitFor(() => expect(stuck).toHaveLength(many.length), soon)
      for (const key of [0, 1]) {
        const numbers = (stuck as { n: number }[]).map(({ n }) => n).filter((n) => n % 40 === key)
        expect(numbers).toEqual(numbers.toSorted((one, two) => one - two))
      }
    })

    test('what another process appended is found by looking', longest, async () => {
      const { db, counted, consumer, start } = await given()
      const applied = Promise.withResolvers<void>()
      await start(consumer({ afterwards: () => applied.resolve() }), { pollMs: 5 })

      // Not by inTransaction: the relay of this process hears nothing of it.
      await db.transaction().execute((tx) => appendOutbox(tx, counted, { key: 'a', data: { n: 1 }, at: 0 }))

      await applied.promise
    })

    test('what follows an effect is told after the commit, and its failure changes nothing', longest, async () => {
      const { db, count, consumer, start } = await given()
      const seen: number[] = []
      const runtime = await start(
        consumer({
          async afterwards(batch) {
            seen.push((await db.selectFrom('effect').selectAll().execute()).length, batch.length)
            throw new Error('no page is open')
          },
        }),
      )

      await count('a', 1)
      await runtime.idle()

      expect(seen).toEqual([1, 1])
      expect(await runtime.deadLetters.list()).toEqual([])
    })

    test('published and settled rows are forgotten in time', longest, async () => {
      const { db, count, consumer, start, stop, effects } = await given()
      const first = await start(consumer())
      await count('a', 1)
      await first.idle()
      await stop(first)

      const later = { now: () => systemClock.now() + 40 * 24 * 3_600_000 }
      await eventRetention({ db: db as unknown as Db<EventTables>, clock: later }).run(new AbortController().signal)

      expect(await db.selectFrom('outbox').select('id').execute()).toEqual([])
      expect(await db.selectFrom('inbox').select('eventId').execute()).toEqual([])
      expect(await effects()).toEqual([1])
    })

    test('how old the event is that a consumer is busy with can be seen', longest, async () => {
      const { count, consumer, start } = await given()
      const started = Promise.withResolvers<void>()
      const release = Promise.withResolvers<void>()
      const slow = consumer({
        async prepare() {
          started.resolve()
          await release.promise
        },
      })
      const runtime = await start(slow)
      await count('a', 1, systemClock.now() - 5000)
      await started.promise

      const busy = (await runtime.measure()).consumers[slow.group]!
      release.resolve()
      await runtime.idle()

      expect(busy.inHand).toBe(1)
      expect(busy.oldestMs).toBeGreaterThanOrEqual(5000)
      expect((await runtime.measure()).consumers[slow.group]).toMatchObject({ inHand: 0, oldestMs: 0 })
    })

    test('how far a consumer is behind can be seen, and null while the bus does not say', longest, async () => {
      const { bus, count, consumer, start } = await given()
      const release = Promise.withResolvers<void>()
      let away = false
      const lag: EventBus['lag'] = (groups) => (away ? Promise.reject(new Error('away')) : bus.lag(groups))
      const slow = consumer({ prepare: () => release.promise })
      const runtime = await start(slow, { bus: { ...bus, lag } })
      const behind = async () => (await runtime.measure()).consumers[slow.group]!.behind
      for (const n of [1, 2, 3]) await count('a', n)
      await vi.waitFor(async () => expect(await behind()).toBe(3), { timeout: 10_000 })

      release.resolve()
      await vi.waitFor(async () => expect(await behind()).toBe(0), { timeout: 10_000 })

      away = true
      expect(await behind()).toBe(null)
    })

    test('what is of a newer version than this process reads waits for one that does', longest, async () => {
      const { db, counted, count, consumer, start, stop, effects } = await given()
      const newer = defineEvent({ ...counted, version: 2, data: z.object({ n: z.string() }) })
      const first = await start(consumer())
      await inTransaction(db, (tx) => appendOutbox(tx, newer, { key: 'a', data: { n: '1' }, at: 0 }))
      await count('a', 2)
      await vi.waitFor(async () => expect((await first.measure()).outbox.waiting).toBe(0))
      await stop(first)
      expect(await effects()).toEqual([])
      expect(await first.deadLetters.list()).toEqual([])

      const both = defineEvent({ ...counted, version: 2, data: z.object({ n: z.coerce.number() }) })
      const second = await start(consumer({ events: [both] }))
      await second.idle()
      expect(await effects()).toEqual([1, 2])
    })

    test('a consumer reads again what its database has lost, and nothing twice', longest, async () => {
      const { db, count, consumer, start, effects } = await given()
      const counting = consumer()
      const runtime = await start(counting)
      for (const n of [1, 2, 3]) await count('a', n)
      await runtime.idle()
      const behind = async () => (await runtime.measure()).consumers[counting.group]!.behind
      await vi.waitFor(async () => expect(await behind()).toBe(0), { timeout: 10_000 })

      // As after a backup that is older than the last event.
      const [, , last] = await db.selectFrom('effect').selectAll().orderBy('position').execute()
      await db.deleteFrom('effect').where('eventId', '=', last!.eventId).execute()
      await db.deleteFrom('inbox').where('eventId', '=', last!.eventId).execute()
      expect(await runtime.reread(counting.group, 0)).toBe(3)
      await vi.waitFor(async () => expect(await effects()).toEqual([1, 2, 3]), { timeout: 10_000 })

      expect(await runtime.reread('nobody', 0)).toBe(undefined)
    })

    test('two consumers of one group name are refused', longest, async () => {
      const { consumer, start } = await given()
      await expect(start(consumer(), { consumers: [consumer(), consumer()] })).rejects.toThrow(/same group/)
    })
  })
}
