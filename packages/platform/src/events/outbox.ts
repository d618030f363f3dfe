import type { Kysely } from 'kysely'
import type { z } from 'zod'
import { createIds } from '../clock/index.ts'
import { afterCommit, type Db, type Tx } from '../database/index.ts'
import { schemaName, type BellEvent, type EventDefinition } from './definition.ts'
import type { EventTables } from './event-tables.ts'
import { hash } from './hash.ts'

/** Relays share the outbox by these; a key is always in the same one. */
const outboxPartitions = 16

const newId = createIds()

interface Appended<Data> {
  key: string
  data: Data
  /** ms UTC */
  at: number
}

/**
 * Announces what this transaction does: the event leaves if and only if it commits. The transaction must have locked
 * the aggregate's row (or made it) before, so that the events of a key stand in the order of their commits.
 * @throws ZodError when the data is not what the definition says
 */
export async function appendOutbox<S extends EventTables, Z extends z.ZodType>(
  tx: Tx<S>,
  definition: EventDefinition<Z>,
  given: Appended<z.infer<Z>> | readonly Appended<z.infer<Z>>[],
) {
  const events = [given].flat() as Appended<z.infer<Z>>[]
  if (events.length === 0) return
  await (tx as unknown as Tx<EventTables>)
    .insertInto('outbox')
    .values(
      events.map(({ key, data, at }) => ({
        id: newId(),
        partition: hash(key) % outboxPartitions,
        topic: definition.topic,
        type: definition.type,
        version: definition.version,
        key,
        data: JSON.stringify(definition.data.parse(data)),
        time: at,
      })),
    )
    .execute()
  afterCommit(tx, wakeRelays)
}

const relays = new WeakMap<Kysely<any>, Set<() => void>>()

function wakeRelays(db: Kysely<any>) {
  for (const wake of relays.get(db) ?? []) wake()
}

/** Calls `wake` after each commit in this process that appended to the outbox. @returns how to stop that */
export function onAppended(db: Kysely<any>, wake: () => void) {
  const wakers = relays.get(db) ?? new Set()
  relays.set(db, wakers.add(wake))
  return () => void wakers.delete(wake)
}

export async function listWaiting(db: Db<EventTables>, limit: number) {
  return db.selectFrom('outbox').selectAll().where('publishedAt', 'is', null).orderBy('position').limit(limit).execute()
}

export type OutboxRow = Awaited<ReturnType<typeof listWaiting>>[number]

export function toEvent(row: OutboxRow, source: string): BellEvent {
  return {
    specversion: '1.0',
    id: row.id,
    type: row.type,
    source,
    subject: row.key,
    time: new Date(row.time).toISOString(),
    datacontenttype: 'application/json',
    dataschema: schemaName(row.type, row.version),
    data: JSON.parse(row.data),
  }
}

export async function markPublished(db: Db<EventTables>, positions: number[], at: number) {
  await db.updateTable('outbox').set({ publishedAt: at }).where('position', 'in', positions).execute()
}
