import type { Clock } from '../clock/index.ts'
import type { Db } from '../database/index.ts'
import type { EventTables } from './event-tables.ts'
import type { EventsLog } from './events-log.ts'

const hourMs = 3_600_000
const batchSize = 1000

export interface Retention {
  /** How long a published event stays in the outbox, in milliseconds. */
  outboxMs: number
  /** How long what was applied is remembered: longer than the bus keeps events, or one could be applied again. */
  inboxMs: number
}

export const defaultRetention: Retention = { outboxMs: 3 * 24 * hourMs, inboxMs: 21 * 24 * hourMs }

/** Forgets old rows now and once an hour. @returns how to stop that */
export function startRetention(o: { db: Db<EventTables>; clock: Clock; log: EventsLog; retention: Retention }) {
  let closed = false
  let running = sweep()
  const timer = setInterval(() => (running = sweep()), hourMs).unref()

  async function sweep() {
    try {
      const now = o.clock.now()
      while (!closed && (await forgetOutbox(o.db, now - o.retention.outboxMs)));
      while (!closed && (await forgetInbox(o.db, now - o.retention.inboxMs)));
    } catch (error) {
      o.log.warn({ err: error }, 'Old events could not be forgotten')
    }
  }

  return async () => {
    closed = true
    clearInterval(timer)
    await running
  }
}

async function forgetOutbox(db: Db<EventTables>, before: number) {
  const { numDeletedRows } = await db
    .deleteFrom('outbox')
    .where('position', 'in', (query) =>
      query.selectFrom('outbox').select('position').where('publishedAt', '<', before).limit(batchSize),
    )
    .executeTakeFirst()
  return numDeletedRows === BigInt(batchSize)
}

async function forgetInbox(db: Db<EventTables>, before: number) {
  const last = await db
    .selectFrom('inbox')
    .select('settledAt')
    .where('settledAt', '<', before)
    .orderBy('settledAt')
    .limit(1)
    .offset(batchSize - 1)
    .executeTakeFirst()
  await db
    .deleteFrom('inbox')
    .where('settledAt', last ? '<=' : '<', last?.settledAt ?? before)
    .execute()
  return last !== undefined
}
