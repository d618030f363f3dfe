import { z } from 'zod'
import { createIds } from '../clock/index.ts'
import type { Db, Tx } from '../database/index.ts'
import { defineEvent, type BellEvent } from './definition.ts'
import type { Delivery } from './delivery.ts'
import type { EventTables } from './event-tables.ts'
import { appendOutbox } from './outbox.ts'

const newId = createIds()

/** A bus has a limit for one message (Kafka: 1 MiB unless raised); an announcement must not be what nobody can publish. */
const mostAnnounced = 256 * 1024

export interface DeadLetter {
  id: string
  consumer: string
  event: BellEvent
  error: string
  attempts: number
  /** Milliseconds UTC */
  failedAt: number
}

interface NewDeadLetter {
  consumer: string
  event: BellEvent
  error: unknown
  attempts: number
  /** Milliseconds UTC */
  at: number
}

const DeadLetterData = z.object({
  consumer: z.string(),
  event: z.record(z.string(), z.unknown()),
  error: z.string(),
  attempts: z.int(),
})

/**
 * A service's dead letters as events, for whoever watches from outside, without `data` where that is large; the table
 * has all of it, and is what is replayed from.
 */
export function deadLettered(source: string) {
  return defineEvent({
    topic: `${source}.dead-letters`,
    type: `${source}.event.dead-lettered`,
    version: 1,
    data: DeadLetterData,
  })
}

export function announceDeadLetter(tx: Tx<EventTables>, source: string, o: NewDeadLetter) {
  const { data, ...envelope } = o.event
  const isLarge = JSON.stringify(data ?? null).length > mostAnnounced
  return appendOutbox(tx, deadLettered(source), {
    key: o.event.subject,
    data: {
      consumer: o.consumer,
      event: isLarge ? envelope : { ...envelope, data },
      error: describeError(o.error),
      attempts: o.attempts,
    },
    at: o.at,
  })
}

export async function insertDeadLetter(tx: Tx<EventTables>, o: NewDeadLetter) {
  await tx
    .insertInto('deadLetter')
    .values({
      id: newId(),
      consumer: o.consumer,
      eventId: o.event.id,
      type: o.event.type,
      key: o.event.subject,
      event: JSON.stringify(o.event),
      error: describeError(o.error),
      attempts: o.attempts,
      failedAt: o.at,
    })
    .execute()
}

export interface DeadLetters {
  /** Newest first; `before` is the last id of the page before. */
  list(o?: { limit?: number; before?: string }): Promise<DeadLetter[]>
  /**
   * Gives the event to its consumer once more.
   * @returns false when there is no such letter (any more)
   * @throws what the consumer throws; the letter then stays, with the new error
   */
  replay(id: string): Promise<boolean>
  /** @returns false when there is no such letter (any more) */
  discard(id: string): Promise<boolean>
}

export function createDeadLetters(db: Db<EventTables>, deliveries: Delivery[]): DeadLetters {
  const byGroup = new Map(deliveries.map((delivery) => [delivery.consumer.group, delivery]))

  return {
    async list({ limit = 50, before } = {}) {
      const rows = await db
        .selectFrom('deadLetter')
        .select(['id', 'consumer', 'event', 'error', 'attempts', 'failedAt'])
        .$if(before !== undefined, (query) => query.where('id', '<', before!))
        .orderBy('id', 'desc')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ ...row, event: JSON.parse(row.event) as BellEvent }))
    },

    async replay(id) {
      const row = await db
        .selectFrom('deadLetter')
        .select(['consumer', 'event'])
        .where('id', '=', id)
        .executeTakeFirst()
      if (!row) return false
      const delivery = byGroup.get(row.consumer)
      if (!delivery) throw new Error(`There is no consumer ${row.consumer} here (any more).`)
      try {
        return await delivery.replay(JSON.parse(row.event) as BellEvent, (tx) => takeOut(tx, id))
      } catch (error) {
        await db
          .updateTable('deadLetter')
          .set((where) => ({ error: describeError(error), attempts: where('attempts', '+', 1) }))
          .where('id', '=', id)
          .execute()
        throw error
      }
    },

    discard: (id) => takeOut(db, id),
  }
}

async function takeOut(db: Db<EventTables>, id: string) {
  const result = await db.deleteFrom('deadLetter').where('id', '=', id).executeTakeFirst()
  return result.numDeletedRows > 0n
}

function describeError(error: unknown) {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return text.replaceAll('\0', '�').slice(0, 4000)
}
