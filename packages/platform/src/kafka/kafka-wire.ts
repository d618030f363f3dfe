import type { BellEvent } from '../events/definition.ts'

export interface EncodedEvent {
  topic: string
  key: Buffer
  value: Buffer
  headers: Map<Buffer, Buffer>
}

const headers = new Map([[Buffer.from('content-type'), Buffer.from('application/cloudevents+json; charset=UTF-8')]])

/** A CloudEvent in structured JSON (CloudEvents 1.0, Kafka Protocol Binding §3.3), keyed by its subject. */
export function encodeEvent(topic: string, event: BellEvent): EncodedEvent {
  return { topic, key: Buffer.from(event.subject), value: Buffer.from(JSON.stringify(event)), headers }
}

/** @returns undefined where the bytes are no CloudEvent: somebody else wrote them */
export function decodeEvent(value: Buffer | null): BellEvent | undefined {
  try {
    const event = JSON.parse(value?.toString() ?? '') as Partial<BellEvent> | null
    const whole = event && [event.id, event.type, event.subject].every((each) => typeof each === 'string')
    return whole ? (event as BellEvent) : undefined
  } catch {
    return undefined
  }
}
