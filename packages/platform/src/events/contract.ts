import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { expect, onTestFinished, test, vi } from 'vitest'
import { createIds } from '../clock/index.ts'
import type { BellEvent } from './definition.ts'
import type { EventBus } from './event-bus.ts'

/** Opens the same log again and again, as one process after (or beside) the other would. */
export type BusFactory = () => Promise<{
  open: () => EventBus
  /** For a bus whose topics do not come to be by themselves. */
  makeTopic?: (topic: string) => Promise<void>
}>

const newId = createIds()
const longest = 20_000

function numbered(subject: string, n: number): BellEvent<{ n: number }> {
  return {
    specversion: '1.0',
    id: newId(),
    type: 'test.thing.counted',
    source: 'test',
    subject,
    time: new Date(0).toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:musicbell:event:test.thing.counted:1',
    data: { n },
  }
}

const numbers = (events: BellEvent[], subject?: string) =>
  events.filter((event) => !subject || event.subject === subject).map((event) => (event.data as { n: number }).n)

/** Keeps what a group was given, and lets a test wait for it. */
export function createRecorder() {
  const events: BellEvent[] = []
  let changed = Promise.withResolvers<void>()
  return {
    events,
    take(batch: BellEvent[]) {
      events.push(...batch)
      changed.resolve()
      changed = Promise.withResolvers()
    },
    async until(condition: () => boolean) {
      while (!condition()) await changed.promise
    },
  }
}

/** What every EventBus keeps. Called in the test file of each adapter, against the real engine. */
export function testEventBus(factory: BusFactory) {
  async function given() {
    const { open, makeTopic } = await factory()
    const topic = `test.${randomUUID()}`
    await makeTopic?.(topic)
    const opened = new Set<EventBus>()
    onTestFinished(() => Promise.all([...opened].map((bus) => bus.close())).then(() => {}))
    return {
      topic,
      open: () => {
        const bus = open()
        opened.add(bus)
        return bus
      },
      close: async (bus: EventBus) => {
        opened.delete(bus)
        await bus.close()
      },
    }
  }

  async function listen(bus: EventBus, topic: string, group = `group.${randomUUID()}`) {
    const recorder = createRecorder()
    const subscription = await bus.subscribe({
      group,
      topics: [topic],
      handle: async (events) => recorder.take(events),
    })
    return { ...recorder, subscription, group }
  }

  test('every event arrives whole, and those of one subject in order', { timeout: longest }, async () => {
    const { open, topic } = await given()
    const bus = open()
    const group = await listen(bus, topic)
    const sent: BellEvent[] = []

    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(fc.constantFrom('a', 'b', 'c', '곡', ''))), async (batches) => {
        const from = sent.length
        for (const batch of batches) {
          const events = batch.map((subject, n) => numbered(`subject ${subject}`, sent.length + n))
          sent.push(...events)
          await bus.publish(topic, events)
        }
        await group.until(() => group.events.length >= sent.length)
        const got = group.events.slice(from)
        const inOrder = (events: BellEvent[]) => Map.groupBy(events, (event) => event.subject)
        expect(inOrder(got)).toEqual(inOrder(sent.slice(from)))
      }),
      { numRuns: 25 },
    )
  })

  test('each group sees every event; a new one begins at the beginning', { timeout: longest }, async () => {
    const { open, topic } = await given()
    const bus = open()
    const first = await listen(bus, topic)
    await bus.publish(
      topic,
      [1, 2, 3].map((n) => numbered('a', n)),
    )
    await first.until(() => first.events.length === 3)

    const second = await listen(bus, topic)
    await second.until(() => second.events.length === 3)

    expect(numbers(second.events)).toEqual([1, 2, 3])
    expect(numbers(first.events)).toEqual([1, 2, 3])
  })

  test('members of a group share the events, and whoever is left takes over', { timeout: longest }, async () => {
    const { open, topic } = await given()
    const bus = open()
    const one = await listen(bus, topic)
    const two = await listen(bus, topic, one.group)
    const subjects = Array.from({ length: 60 }, (_, n) => `subject ${n}`)
    const all = () => [...one.events, ...two.events]

    await bus.publish(
      topic,
      subjects.map((subject) => numbered(subject, 1)),
    )
    await Promise.race([one, two].map((member) => member.until(() => all().length >= 60)))
    expect(
      all()
        .map((event) => event.subject)
        .toSorted(),
    ).toEqual(subjects.toSorted())
    expect(one.events.length).toBeGreaterThan(0)
    expect(two.events.length).toBeGreaterThan(0)

    await two.subscription.close()
    const before = two.events.length
    await bus.publish(
      topic,
      subjects.map((subject) => numbered(subject, 2)),
    )
    await one.until(() => numbers(one.events).filter((n) => n === 2).length >= 60)
    expect(two.events).toHaveLength(before)
  })

  test('what a handler could not take comes again, before what follows it', { timeout: longest }, async () => {
    const { open, topic } = await given()
    const bus = open()
    const recorder = createRecorder()
    let failures = 3
    await bus.publish(
      topic,
      [1, 2].map((n) => numbered('a', n)),
    )
    await bus.subscribe({
      group: `group.${randomUUID()}`,
      topics: [topic],
      async handle(events) {
        if (failures-- > 0) throw new Error('not now')
        recorder.take(events)
      },
    })
    await bus.publish(topic, [numbered('a', 3)])

    await recorder.until(() => recorder.events.length >= 3)

    expect(numbers(recorder.events)).toEqual([1, 2, 3])
    expect(failures).toBeLessThan(0)
  })

  test('a group that stands still holds up no other', { timeout: longest }, async () => {
    const { open, topic } = await given()
    const bus = open()
    const release = Promise.withResolvers<void>()
    await bus.subscribe({ group: `group.${randomUUID()}`, topics: [topic], handle: () => release.promise })
    const quick = await listen(bus, topic)

    for (let n = 0; n < 10; n++) await bus.publish(topic, [numbered('a', n)])
    await quick.until(() => quick.events.length === 10)

    release.resolve()
  })

  test(
    'a slow handler is given one batch of a subject at a time, and a bounded one',
    { timeout: longest },
    async () => {
      const { open, topic } = await given()
      const bus = open()
      const recorder = createRecorder()
      let running = 0
      let most = 0
      let largest = 0
      const all = Array.from({ length: 2500 }, (_, n) => numbered('a', n))
      for (let n = 0; n < all.length; n += 500) await bus.publish(topic, all.slice(n, n + 500))

      await bus.subscribe({
        group: `group.${randomUUID()}`,
        topics: [topic],
        async handle(events) {
          most = Math.max(most, ++running)
          largest = Math.max(largest, events.length)
          await new Promise((resolve) => setImmediate(resolve))
          running--
          recorder.take(events)
        },
      })
      await recorder.until(() => recorder.events.length >= all.length)

      expect(numbers(recorder.events)).toEqual(numbers(all))
      expect(most).toBe(1)
      expect(largest).toBeLessThanOrEqual(500)
    },
  )

  test('closing waits for the batch in hand, which then does not come again', { timeout: longest }, async () => {
    const { open, close, topic } = await given()
    const bus = open()
    const group = `group.${randomUUID()}`
    const started = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const done: string[] = []
    await bus.publish(topic, [numbered('a', 1)])
    await bus.subscribe({
      group,
      topics: [topic],
      async handle() {
        started.resolve()
        await release.promise
        done.push('handled')
      },
    })
    await started.promise

    const closing = close(bus).then(() => done.push('closed'))
    release.resolve()
    await closing
    expect(done).toEqual(['handled', 'closed'])

    const next = open()
    const after = await listen(next, topic, group)
    await next.publish(topic, [numbered('a', 2)])
    await after.until(() => after.events.length > 0)
    expect(numbers(after.events)).toEqual([2])
  })

  test('what was not acknowledged at the end of a process comes to the next one', { timeout: longest }, async () => {
    const { open, close, topic } = await given()
    const bus = open()
    const group = `group.${randomUUID()}`
    const tried = Promise.withResolvers<void>()
    await bus.subscribe({
      group,
      topics: [topic],
      async handle() {
        tried.resolve()
        throw new Error('the effect is there, the acknowledgement is not')
      },
    })
    await bus.publish(
      topic,
      [1, 2].map((n) => numbered('a', n)),
    )
    await tried.promise
    await close(bus)

    const next = open()
    const after = await listen(next, topic, group)
    await after.until(() => after.events.length >= 2)

    expect(numbers(after.events)).toEqual([1, 2])
  })

  test('how far a group is behind can be seen, also before it has read anything', { timeout: longest }, async () => {
    const { open, topic } = await given()
    const bus = open()
    const group = `group.${randomUUID()}`
    const lag = async () => (await bus.lag([{ group, topics: [topic] }])).get(group)
    await bus.publish(
      topic,
      Array.from({ length: 12 }, (_, n) => numbered(`subject ${n}`, n)),
    )
    expect(await lag()).toBe(12)

    const release = Promise.withResolvers<void>()
    await bus.subscribe({ group, topics: [topic], handle: () => release.promise })
    expect(await lag()).toBe(12)

    release.resolve()
    await vi.waitFor(async () => expect(await lag()).toBe(0), { timeout: 10_000 })
  })

  test('a group reads again from a time on, in order, while its members run', { timeout: longest }, async () => {
    const { open, topic } = await given()
    const bus = open()
    const group = await listen(bus, topic)
    const publish = (...ns: number[]) =>
      bus.publish(
        topic,
        ns.map((n) => numbered('a', n)),
      )
    await publish(1, 2)
    await new Promise((resolve) => setTimeout(resolve, 20)) // The two halves must have different times.
    const since = Date.now()
    await new Promise((resolve) => setTimeout(resolve, 20))
    await publish(3, 4)
    await group.until(() => group.events.length >= 4)
    const settled = async () => (await bus.lag([{ group: group.group, topics: [topic] }])).get(group.group) === 0
    await vi.waitFor(async () => expect(await settled()).toBe(true), { timeout: 10_000 })

    expect(await bus.rewind({ group: group.group, topics: [topic], since })).toBe(2)
    await group.until(() => group.events.length >= 6)
    await publish(5)
    await group.until(() => group.events.length >= 7)

    expect(numbers(group.events)).toEqual([1, 2, 3, 4, 3, 4, 5])
    expect(await bus.rewind({ group: group.group, topics: [topic], since: Date.now() + 60_000 })).toBe(0)
  })

  test('what was published stays when nobody listened', { timeout: longest }, async () => {
    const { open, close, topic } = await given()
    const bus = open()
    await bus.publish(topic, [numbered('a', 1)])
    await close(bus)

    const after = await listen(open(), topic)
    await after.until(() => after.events.length === 1)
  })
}
