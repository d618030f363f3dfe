import type { z } from 'zod'

/** A CloudEvents 1.0 envelope. */
export interface BellEvent<D = unknown> {
  specversion: '1.0'
  /** The same at every delivery: what has been applied is known by it. */
  id: string
  type: string
  source: string
  /** The id of the aggregate. Events of one subject arrive in the order in which they happened. */
  subject: string
  /** ISO 8601 instant */
  time: string
  datacontenttype: 'application/json'
  /** Names the type and the version of the data's schema. */
  dataschema: string
  /** Of the request or event that caused this one (CloudEvents, Distributed Tracing extension). */
  traceparent?: string
  data: D
}

/**
 * The type of the event that stands for a message on the bus that is none: somebody else wrote it. Its data is how the
 * message began (`text`) and how long it was (`bytes`); every consumer of the topic has it among its dead letters.
 */
export const unreadableType = 'unreadable'

export interface EventDefinition<Z extends z.ZodType = z.ZodType> {
  type: string
  topic: string
  version: number
  data: Z
  /** Narrows an event to this definition's data. */
  is(event: BellEvent): event is BellEvent<z.infer<Z>>
}

export function defineEvent<Z extends z.ZodType>(definition: {
  /** `service.thing.happened` */
  type: string
  /** `service.things` */
  topic: string
  /** Raised when old consumers could not read the data any more. */
  version: number
  data: Z
}): EventDefinition<Z> {
  return {
    ...definition,
    is: (event): event is BellEvent<z.infer<Z>> => event.type === definition.type,
  }
}

/** Where the events of these definitions stand, each once. */
export function topicsOf(definitions: EventDefinition[]) {
  return [...new Set(definitions.map(({ topic }) => topic))]
}

/** The version that an event's `dataschema` names; 0 where it names none of ours. */
export function versionOf({ type, dataschema }: BellEvent) {
  const prefix = schemaName(type, 0).slice(0, -1)
  return dataschema.startsWith(prefix) ? Number(dataschema.slice(prefix.length)) || 0 : 0
}

export function schemaName(type: string, version: number) {
  return `urn:musicbell:event:${type}:${version}`
}
