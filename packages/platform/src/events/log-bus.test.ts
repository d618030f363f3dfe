import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { testClock } from '../clock/index.ts'
import { testFolder } from '../test-kit/test-folder.ts'
import { createRecorder, testEventBus } from './contract.ts'
import { testDelivery } from './contract-delivery.ts'
import { createLogBus, type BellEvent } from './index.ts'

async function logFile() {
  const { folder, remove } = await testFolder()
  onTestFinished(remove)
  return join(folder, 'log.db')
}

async function factory() {
  const file = await logFile()
  return { open: () => createLogBus({ file }) }
}

describe('the embedded log as a bus', () => testEventBus(factory))
describe('events over the embedded log', () => testDelivery(factory))

function event(id: string, subject = 'a'): BellEvent {
  return {
    specversion: '1.0',
    id,
    type: 'test.thing.happened',
    source: 'test',
    subject,
    time: new Date(0).toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:musicbell:event:test.thing.happened:1',
    data: {},
  }
}

test('old events go when every group has read them, and not before', async () => {
  const file = await logFile()
  const clock = testClock()
  const day = 24 * 3_600_000
  const open = () => createLogBus({ file, clock, retentionMs: 7 * day })
  const listen = async (bus: ReturnType<typeof open>, group: string, takes: boolean) => {
    const recorder = createRecorder()
    await bus.subscribe({
      group,
      topics: ['things'],
      async handle(events) {
        recorder.take(events)
        if (!takes) throw new Error('not yet')
      },
    })
    return recorder
  }
  const ids = (recorder: ReturnType<typeof createRecorder>) => recorder.events.map(({ id }) => id)

  const first = open()
  await first.publish('things', [event('old')])
  const slow = await listen(first, 'slow', false)
  const quick = await listen(first, 'quick', true)
  await Promise.all([slow, quick].map((group) => group.until(() => group.events.length > 0)))
  await first.close()

  clock.advance(8 * day)
  const second = open()
  await second.publish('things', [event('new')])
  const slowAgain = await listen(second, 'slow', true)
  await slowAgain.until(() => slowAgain.events.length === 2)
  expect(ids(slowAgain)).toEqual(['old', 'new'])
  await second.close()

  const third = open()
  const newcomer = await listen(third, 'newcomer', true)
  await newcomer.until(() => newcomer.events.length > 0)
  expect(ids(newcomer)).toEqual(['new'])
  await third.close()
})

test('a log keeps the number of partitions that it began with', async () => {
  const file = await logFile()
  const subjects = Array.from({ length: 30 }, (_, n) => `song ${n}`)
  const first = createLogBus({ file, partitions: 7 })
  await first.publish(
    'things',
    subjects.map((subject) => event(`${subject} first`, subject)),
  )
  await first.close()

  const second = createLogBus({ file, partitions: 2 })
  await second.publish(
    'things',
    subjects.map((subject) => event(`${subject} second`, subject)),
  )
  const recorder = createRecorder()
  await second.subscribe({ group: 'g', topics: ['things'], handle: async (events) => recorder.take(events) })
  await recorder.until(() => recorder.events.length === 60)
  await second.close()

  for (const subject of subjects)
    expect(recorder.events.filter((each) => each.subject === subject).map(({ id }) => id)).toEqual([
      `${subject} first`,
      `${subject} second`,
    ])
})
