import { randomUUID } from 'node:crypto'
import { Consumer, Producer } from '@platformatic/kafka'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createRecorder } from '../events/contract.ts'
import { brokers, testBus, testEvent, testTopic } from './kafka.fixture.ts'

describe.runIf(brokers)('what stands on Kafka', () => {
  test('is a CloudEvent in structured JSON, keyed by its subject and partitioned as Java’s clients do', async () => {
    const topic = await testTopic()
    const bus = testBus()
    onTestFinished(() => bus.close())
    const event = testEvent('foobar', 1)
    await bus.publish(topic, [event])

    const other = new Consumer({ clientId: 'other', groupId: randomUUID(), bootstrapBrokers: brokers!.split(',') })
    onTestFinished(() => other.close(true))
    const [message] = await (await other.consume({ topics: [topic], mode: 'earliest' })).take(1).toArray()

    expect(JSON.parse(message.value.toString())).toEqual(event)
    expect(message.key.toString()).toBe('foobar')
    expect([...message.headers].map(([name, value]) => `${name}: ${value}`)).toEqual([
      'content-type: application/cloudevents+json; charset=UTF-8',
    ])
    // Kafka's own tests have murmur2("foobar") = -790332482; without its sign that is 2 of 4.
    expect(message.partition).toBe(2)
  })

  test('and is no event, because somebody else wrote it, is handed on as what it is', async () => {
    const topic = await testTopic()
    const bus = testBus()
    onTestFinished(() => bus.close())
    const stranger = new Producer({ clientId: 'other', bootstrapBrokers: brokers!.split(',') })
    onTestFinished(() => stranger.close())
    const nul = { ...testEvent('a', 2), id: 'a\0b' }
    const long = { ...testEvent('a', 3), id: 'a'.repeat(3000) }
    const others = ['{"id":', '{"id":7}', 'null', JSON.stringify(nul), JSON.stringify(long)]
    for (const value of others)
      await stranger.send({ messages: [{ topic, key: Buffer.from('a'), value: Buffer.from(value) }] })
    await bus.publish(topic, [testEvent('a', 1)])

    const recorder = createRecorder()
    await bus.subscribe({ group: randomUUID(), topics: [topic], handle: async (events) => recorder.take(events) })
    await recorder.until(() => recorder.events.length > others.length)

    expect(recorder.events.map(({ type }) => type)).toEqual([...others.map(() => 'unreadable'), 'test.thing.counted'])
    expect(new Set(recorder.events.map(({ id }) => id)).size).toBe(others.length + 1)
    expect(recorder.events[0]).toMatchObject({ data: { text: '{"id":', bytes: 6 } })
  })

  test('arrives also where what is published at once is more than a broker takes in one request', async () => {
    const topic = await testTopic()
    const bus = testBus()
    onTestFinished(() => bus.close())
    const events = Array.from({ length: 40 }, (_, n) => ({
      ...testEvent('a', n),
      data: { n, text: '곡'.repeat(20_000) },
    }))
    await bus.publish(topic, events)

    const recorder = createRecorder()
    await bus.subscribe({ group: randomUUID(), topics: [topic], handle: async (batch) => recorder.take(batch) })
    await recorder.until(() => recorder.events.length >= events.length)

    expect(recorder.events).toEqual(events)
  })
})
