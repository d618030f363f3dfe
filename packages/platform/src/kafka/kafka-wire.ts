import { unreadableType, type BellEvent } from '../events/definition.ts'

export interface EncodedEvent {
  topic: string
  key: Buffer
  value: Buffer
  headers: Map<Buffer, Buffer>
}

const headers = new Map([[Buffer.from('content-type'), Buffer.from('application/cloudevents+json; charset=UTF-8')]])

/** Of a message that is no event, what is kept to be looked at. */
const keptBytes = 4096
/** An id stands in an index, which takes no more than a part of a page. */
const mostCharacters = 500

/** A CloudEvent in structured JSON (CloudEvents 1.0, Kafka Protocol Binding §3.3), keyed by its subject. */
export function encodeEvent(topic: string, event: BellEvent): EncodedEvent {
  return { topic, key: Buffer.from(event.subject), value: Buffer.from(JSON.stringify(event)), headers }
}

/**
 * @param place of the message: `topic/partition/offset`
 * @returns for bytes that are no CloudEvent an event of `unreadableType`, which is known by its place
 */
export function decodeEvent(value: Buffer | null, place: string): BellEvent {
  return parse(value) ?? standIn(value, place)
}

function parse(value: Buffer | null) {
  try {
    const event = JSON.parse(value?.toString() ?? '') as BellEvent
    const { id, type, source, subject, time, dataschema } = event
    const isEvent = [id, type, source, subject, time, dataschema].every(isName) && !Number.isNaN(Date.parse(time))
    return isEvent ? event : undefined
  } catch {
    return undefined
  }
}

/** What a database takes as a text with an index: none of them holds a NUL. */
function isName(text: unknown) {
  return typeof text === 'string' && text.length > 0 && text.length <= mostCharacters && !text.includes('\0')
}

function standIn(value: Buffer | null, place: string): BellEvent {
  return {
    specversion: '1.0',
    id: place,
    type: unreadableType,
    source: 'unknown',
    subject: place,
    time: new Date().toISOString(),
    datacontenttype: 'application/json',
    dataschema: `urn:musicbell:event:${unreadableType}:1`,
    data: { text: value?.toString('utf8', 0, keptBytes) ?? '', bytes: value?.length ?? 0 },
  }
}
