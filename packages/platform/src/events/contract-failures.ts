import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemClock } from '../clock/index.ts'
import { DatabaseUnavailable } from '../database/index.ts'
import { unavailable } from '../http/app-error.ts'
import { TryLater } from './consumer.ts'
import { givenService } from './contract-setup.ts'
import { createRecorder } from './contract.ts'
import { deadLettered } from './dead-letters.ts'
import type { EventBus } from './event-bus.ts'

const longest = { timeout: 20_000 }

/** What becomes of an event that cannot be applied, read or published; part of `testDelivery`. */
export function testFailures(given: () => ReturnType<typeof givenService>) {
  test('an event that fails now and then is tried again, in its place', longest, async () => {
    const { count, consumer, start, effects } = await given()
    let failures = 2
    const runtime = await start(
      consumer({
        before() {
          if (failures-- > 0) throw new Error('not now')
        },
      }),
    )

    await count('a', 1)
    await count('a', 2)
    await runtime.idle()

    expect(await effects('a')).toEqual([1, 2])
    expect(await runtime.deadLetters.list()).toEqual([])
  })

  test('one that fails always becomes a dead letter, and holds up neither its key nor others', longest, async () => {
    const { count, consumer, start, effects } = await given()
    const told: string[] = []
    let healed = false
    const runtime = await start(
      consumer({
        before(event) {
          if ((event.data as { n: number }).n === 2 && !healed) throw new Error('cannot be read')
        },
        async deadLettered(_tx, event, error) {
          told.push(`${event.subject}: ${(error as Error).message}`)
        },
      }),
    )

    for (const n of [1, 2, 3]) await count('a', n)
    await count('b', 1)
    await runtime.idle()

    expect(await effects('a')).toEqual([1, 3])
    expect(await effects('b')).toEqual([1])
    expect(told).toEqual(['a: cannot be read'])
    const [letter] = await runtime.deadLetters.list()
    expect(letter).toMatchObject({ attempts: 3, event: { subject: 'a', data: { n: 2 } } })
    expect(letter!.error).toContain('cannot be read')

    await expect(runtime.deadLetters.replay(letter!.id)).rejects.toThrow('cannot be read')
    expect(await runtime.deadLetters.list()).toMatchObject([{ id: letter!.id, attempts: 4 }])
    healed = true
    expect(await runtime.deadLetters.replay(letter!.id)).toBe(true)
    expect(await runtime.deadLetters.replay(letter!.id)).toBe(false)
    expect(await effects('a')).toEqual([1, 3, 2])
    expect(await runtime.deadLetters.list()).toEqual([])
  })

  test('a dead letter can be discarded', longest, async () => {
    const { count, consumer, start } = await given()
    const runtime = await start(
      consumer({
        before() {
          throw new Error('never')
        },
      }),
    )
    await count('a', 1)
    await runtime.idle()

    const [letter] = await runtime.deadLetters.list()
    expect(await runtime.deadLetters.discard(letter!.id)).toBe(true)
    expect(await runtime.deadLetters.list()).toEqual([])
  })

  test('data that the consumer cannot read goes to the dead letters without a try', longest, async () => {
    const { bus, count, consumer, start, effects } = await given()
    const spoiling: EventBus = {
      ...bus,
      publish: (topic, events) =>
        bus.publish(
          topic,
          events.map((event, n) => (n === 0 ? { ...event, data: { n: 'one' } } : event)),
        ),
    }
    const runtime = await start(consumer(), { bus: spoiling })

    await count('a', 1)
    await runtime.idle()

    expect(await effects()).toEqual([])
    expect(await runtime.deadLetters.list()).toMatchObject([{ attempts: 1 }])
  })

  test('while what a consumer needs is down, events wait and none is lost', longest, async () => {
    const { count, consumer, start, effects } = await given()
    let tries = 0
    const runtime = await start(
      consumer({
        before() {
          if (++tries > 10) return
          if (tries % 3 === 0) throw new TryLater('the engine is down')
          if (tries % 3 === 1) throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
          throw unavailable('storage_unavailable', 'The storage does not answer.')
        },
      }),
    )

    await count('a', 1)
    await runtime.idle()

    expect(await effects()).toEqual([1])
    expect(tries).toBe(11)
  })

  test('what was down meanwhile does not count as the event’s failing', longest, async () => {
    const { count, consumer, start, effects } = await given()
    let tries = 0
    const runtime = await start(
      consumer({
        before() {
          if (++tries <= 5) throw new TryLater('the engine is down')
          if (tries <= 7) throw new Error('not now')
        },
      }),
    )

    await count('a', 1)
    await runtime.idle()

    expect(await effects()).toEqual([1])
    expect(await runtime.deadLetters.list()).toEqual([])
  })

  test('what follows a dead letter is done, also where the database was away at first', longest, async () => {
    const { count, consumer, start } = await given()
    let tries = 0
    const runtime = await start(
      consumer({
        before() {
          throw new Error('never')
        },
        async deadLettered() {
          if (++tries === 1) throw new DatabaseUnavailable('database_busy', new Error('a lock'))
        },
      }),
    )

    await count('a', 1)
    await runtime.idle()

    expect(tries).toBe(2)
    expect(await runtime.deadLetters.list()).toHaveLength(1)
  })

  test(
    'a bus that is down holds nothing up: events wait in the outbox, and how long can be seen',
    longest,
    async () => {
      const { bus, count, consumer, start, effects } = await given()
      let down = true
      const broken: EventBus = {
        ...bus,
        publish: (topic, events) => (down ? Promise.reject(new Error('down')) : bus.publish(topic, events)),
      }
      const runtime = await start(consumer(), { bus: broken, pollMs: 5 })

      await count('a', 1, systemClock.now() - 60_000)
      const { outbox } = await runtime.measure()
      expect(outbox.waiting).toBe(1)
      expect(outbox.oldestMs).toBeGreaterThanOrEqual(60_000)

      down = false
      await runtime.idle()
      expect(await effects()).toEqual([1])
      expect((await runtime.measure()).outbox).toEqual({ waiting: 0, oldestMs: 0 })
    },
  )

  test('a dead letter is told as an event too, whole', longest, async () => {
    const { bus, count, consumer, start } = await given()
    const told = createRecorder()
    const letters = deadLettered('test')
    const fail = consumer({
      before() {
        throw new Error('cannot be read')
      },
    })
    await bus.subscribe({ group: randomUUID(), topics: [letters.topic], handle: async (events) => told.take(events) })
    const runtime = await start(fail)
    await count('a', 7)
    await runtime.idle()

    const own = () => told.events.filter((event) => letters.is(event) && event.data.consumer === fail.group)
    await told.until(() => own().length > 0)
    expect(own()).toMatchObject([{ subject: 'a', data: { attempts: 3, event: { subject: 'a', data: { n: 7 } } } }])
    expect((own()[0]!.data as { error: string }).error).toContain('cannot be read')
  })

  test('a large one without its data, which a bus might not take twice', longest, async () => {
    const { bus, count, consumer, start } = await given()
    const told = createRecorder()
    const letters = deadLettered('test')
    const text = 'x'.repeat(400_000)
    const spoiling: EventBus = {
      ...bus,
      publish: (topic, events) =>
        bus.publish(topic, topic === letters.topic ? events : events.map((event) => ({ ...event, data: { text } }))),
    }
    const own = consumer()
    await bus.subscribe({ group: randomUUID(), topics: [letters.topic], handle: async (events) => told.take(events) })
    const runtime = await start(own, { bus: spoiling })
    await count('a', 1)
    await runtime.idle()

    const announced = () => told.events.filter((event) => letters.is(event) && event.data.consumer === own.group)
    await told.until(() => announced().length > 0)
    expect((announced()[0]!.data as { event: object }).event).not.toHaveProperty('data')
    expect(await runtime.deadLetters.list()).toMatchObject([{ event: { data: { text } } }])
  })
}
