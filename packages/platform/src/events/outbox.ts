import type { Kysely } from 'kysely'
import type { z } from 'zod'
import { createIds } from '../clock/index.ts'
import { afterCommit, inTransaction, type Db, type Tx } from '../database/index.ts'
import { currentTraceparent, outsideSpans } from '../tracing/index.ts'
import { schemaName, type BellEvent, type EventDefinition } from './definition.ts'
import type { EventTables } from './event-tables.ts'
import { hash } from './hash.ts'

/** Relays share the outbox by these; a key is always in the same one. */
export const outboxPartitions = 16

const batchSize = 500

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
  const traceparent = currentTraceparent() ?? null
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
        traceparent,
      })),
    )
    .execute()
  afterCommit(tx, wakeRelays)
}

const relays = new WeakMap<Kysely<any>, Set<() => void>>()

function wakeRelays(db: Kysely<any>) {
  // The relay works for everyone, not for the request that woke it.
  outsideSpans(() => relays.get(db)?.forEach((wake) => wake()))
}

/** Calls `wake` after each commit in this process that appended to the outbox. @returns how to stop that */
export function onAppended(db: Kysely<any>, wake: () => void) {
  const wakers = relays.get(db) ?? new Set()
  relays.set(db, wakers.add(wake))
  return () => void wakers.delete(wake)
}

function listWaiting(db: Db<EventTables>, limit: number, except: string[]) {
  return db
    .selectFrom('outbox')
    .selectAll()
    .where('publishedAt', 'is', null)
    .where('topic', 'not in', except)
    .orderBy('position')
    .limit(limit)
    .execute()
}

export type OutboxRow = Awaited<ReturnType<typeof listWaiting>>[number]

/** Where a relay gets what it publishes. */
export interface OutboxReader {
  /**
   * What waits, those of one key and topic in order, and none of them left out before another; [] when there is nothing.
   * @param except topics that are left out
   */
  next(except: string[]): Promise<OutboxRow[]>
  /** Whether what `next` gave is still this relay's to publish. */
  mayPublish(): boolean
  markPublished(positions: number[], at: number): Promise<void>
  /** Called now and then while a batch is under way. */
  keep(): Promise<void>
  close(): Promise<void>
}

/** The whole outbox: on SQLite there is one process, so one relay. */
export function wholeOutbox(db: Db<EventTables>): OutboxReader {
  return {
    // In a transaction: what leaves here must not be lost with the power, and only a transaction waits for that.
    next: (except) => inTransaction(db, (tx) => listWaiting(tx, batchSize, except)),
    mayPublish: () => true,
    async markPublished(positions, at) {
      await db.updateTable('outbox').set({ publishedAt: at }).where('position', 'in', positions).execute()
    },
    keep: async () => {},
    close: async () => {},
  }
}

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
    ...(row.traceparent !== null && { traceparent: row.traceparent }),
    data: JSON.parse(row.data),
  }
}
