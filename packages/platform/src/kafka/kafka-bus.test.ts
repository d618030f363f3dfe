import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { createRecorder, testEventBus } from '../events/contract.ts'
import { testDelivery } from '../events/contract-delivery.ts'
import { brokers, testBus, testEvent, testTopic } from './kafka.fixture.ts'

const factory = async () => ({
  open: () => testBus(),
  makeTopic: async (topic: string) => void (await testTopic(topic)),
})

describe.runIf(brokers)('Kafka as a bus', () => testEventBus(factory))
describe.runIf(brokers)('events over Kafka', () => testDelivery(factory))

test.runIf(brokers)('two installations share a Kafka by a prefix each', async () => {
  const topic = `test.${randomUUID()}`
  const group = { group: 'readers', topics: [topic] }
  const installations = await Promise.all(
    ['one', 'two'].map(async (name) => {
      const bus = testBus({ url: `kafka://${brokers}/${name}-${randomUUID()}`, topics: [topic] })
      onTestFinished(() => bus.close())
      const recorder = createRecorder()
      await bus.subscribe({ ...group, handle: async (events) => recorder.take(events) })
      return { name, bus, recorder }
    }),
  )
  const [one, two] = [installations[0]!, installations[1]!]

  await one.bus.publish(topic, [testEvent('one', 1)])
  await two.bus.publish(topic, [testEvent('two', 1)])

  for (const { name, bus, recorder } of installations) {
    await recorder.until(() => recorder.events.length > 0)
    expect(recorder.events.map(({ subject }) => subject)).toEqual([name])
    await vi.waitFor(async () => expect(await bus.lag([group])).toEqual(new Map([['readers', 0]])), 10_000)
    expect(await bus.rewind({ ...group, since: 0 })).toBe(1)
    await recorder.until(() => recorder.events.length > 1)
    expect(recorder.events.map(({ subject }) => subject)).toEqual([name, name])
  }
})
