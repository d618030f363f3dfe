import { randomUUID } from 'node:crypto'
import { Admin } from '@platformatic/kafka'
import { onTestFinished } from 'vitest'
import type { BellEvent } from '../events/index.ts'
import { createKafkaBus, type KafkaBusOptions } from './kafka-bus.ts'

/** Set where tests run on a real Kafka. */
export const brokers = process.env['KAFKA_BROKERS']

const quiet = { warn() {}, error() {} }

export function testAdmin() {
  const admin = new Admin({ clientId: 'test', bootstrapBrokers: brokers!.split(',') })
  onTestFinished(() => admin.close())
  return admin
}

export async function testTopic(name = `test.${randomUUID()}`) {
  const admin = testAdmin()
  const there = await admin.listTopics()
  if (!there.includes(name)) await admin.createTopics({ topics: [name], partitions: 4, replicas: 1 })
  return name
}

export function testBus(o: Partial<KafkaBusOptions> = {}) {
  return createKafkaBus({ url: `kafka://${brokers}`, topics: [], log: quiet, ...o })
}

let count = 0

export function testEvent(subject: string, n: number): BellEvent<{ n: number }> {
  return {
    specversion: '1.0',
    id: `${count++}`,
    type: 'test.thing.counted',
    source: 'test',
    subject,
    time: new Date(0).toISOString(),
    datacontenttype: 'application/json',
    dataschema: 'urn:musicbell:event:test.thing.counted:1',
    data: { n },
  }
}
