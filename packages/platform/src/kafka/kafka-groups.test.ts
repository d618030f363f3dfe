import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createRecorder } from '../events/contract.ts'
import type { BellEvent } from '../events/index.ts'
import { brokers, testBus, testEvent, testTopic } from './kafka.fixture.ts'

const times = { sessionMs: 6000, heartbeatMs: 300 }

async function given() {
  const topic = await testTopic()
  const group = `group.${randomUUID()}`
  const bus = testBus({ times })
  onTestFinished(() => bus.close())
  const join = (handle: (events: BellEvent[]) => Promise<void>) => bus.subscribe({ group, topics: [topic], handle })
  return { bus, topic, group, join }
}

const numbersOf = (events: BellEvent[], subject: string) =>
  events.filter((event) => event.subject === subject).map((event) => (event.data as { n: number }).n)

describe.runIf(brokers)('a consumer group on Kafka', () => {
  test(
    'members that come and go in the middle of batches lose, double and reorder nothing',
    { timeout: 60_000 },
    async () => {
      const { bus, topic, join } = await given()
      const recorder = createRecorder()
      const subjects = Array.from({ length: 20 }, (_, n) => `subject ${n}`)
      const perSubject = 60
      const handle = async (events: BellEvent[]) => {
        await wait(Math.random() * 60)
        recorder.take(events)
      }
      const publishing = (async () => {
        for (let n = 0; n < perSubject; n++) {
          await bus.publish(
            topic,
            subjects.map((subject) => testEvent(subject, n)),
          )
          await wait(100)
        }
      })()

      const members = [await join(handle)]
      for (let change = 0; change < 3; change++) {
        members.push(await join(handle))
        await members.shift()!.close()
      }
      await publishing
      await recorder.until(() => recorder.events.length >= subjects.length * perSubject)

      const expected = Array.from({ length: perSubject }, (_, n) => n)
      for (const subject of subjects) expect(numbersOf(recorder.events, subject)).toEqual(expected)
    },
  )

  test('a member that leaves while another joins comes to its end', { timeout: 40_000 }, async () => {
    const { bus, topic, join } = await given()
    const [begun, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    await bus.publish(topic, [testEvent('slow', 1)])
    const leaving = await join(async () => {
      begun.resolve()
      await released.promise
    })
    await begun.promise

    const left = leaving.close()
    const staying = await join(async () => {})
    await wait(times.heartbeatMs * 3)
    released.resolve()
    await left

    await staying.close()
  })

  test('a handler that takes longer than a session keeps its place in the group', { timeout: 40_000 }, async () => {
    const { bus, topic, join } = await given()
    const recorder = createRecorder()
    await bus.publish(topic, [testEvent('slow', 1)])
    const member = await join(async (events) => {
      if (events[0]!.subject === 'slow' && recorder.events.length === 0) await wait(times.sessionMs * 1.5)
      recorder.take(events)
    })
    await bus.publish(topic, [testEvent('slow', 2)])
    await recorder.until(() => recorder.events.length >= 2)
    await member.close()

    const after = createRecorder()
    await join(async (events) => after.take(events))
    await bus.publish(topic, [testEvent('slow', 3)])
    await after.until(() => after.events.length > 0)

    expect(numbersOf(recorder.events, 'slow')).toEqual([1, 2])
    expect(numbersOf(after.events, 'slow')).toEqual([3])
  })

  test('what another one takes over begins after the batch that was in hand', { timeout: 40_000 }, async () => {
    const { bus, topic, join } = await given()
    const order: string[] = []
    const [first, second] = [createRecorder(), createRecorder()]
    const subjects = Array.from({ length: 40 }, (_, n) => `subject ${n}`)
    await bus.publish(
      topic,
      subjects.map((subject) => testEvent(subject, 1)),
    )
    const begun = Promise.withResolvers<void>()
    await join(async (events) => {
      begun.resolve()
      await wait(1500)
      for (const { subject } of events) order.push(`first did ${subject}`)
      first.take(events)
    })
    await begun.promise

    await join(async (events) => {
      for (const { subject } of events) order.push(`second did ${subject}`)
      second.take(events)
    })
    await bus.publish(
      topic,
      subjects.map((subject) => testEvent(subject, 2)),
    )
    const all = () => [...first.events, ...second.events]
    await Promise.race([first, second].map((each) => each.until(() => all().length >= 80)))

    expect(all()).toHaveLength(80)
    expect(second.events.length).toBeGreaterThan(0)
    for (const { subject } of second.events) {
      expect(numbersOf(second.events, subject)).toEqual([2])
      expect(order.indexOf(`first did ${subject}`)).toBeLessThan(order.indexOf(`second did ${subject}`))
    }
  })
})
