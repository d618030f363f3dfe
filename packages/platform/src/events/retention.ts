import type { Clock } from '../clock/index.ts'
import type { Db } from '../database/index.ts'
import type { EventTables } from './event-tables.ts'
import type { Schedule } from '../leases/index.ts'

const hourMs = 3_600_000
const batchSize = 1000

interface Retention {
  /** How long a published event stays in the outbox, in milliseconds. */
  outboxMs: number
  /** How long what was applied is remembered: longer than the bus keeps events, or one could be applied again. */
  inboxMs: number
}

/** A bus keeps events for a week at most. */
const kept: Retention = { outboxMs: 3 * 24 * hourMs, inboxMs: 21 * 24 * hourMs }

/** Forgets what was published, and what was applied, so long ago that nothing needs to know it any more. */
export function eventRetention(o: { db: Db<EventTables>; clock: Clock }): Schedule {
  return {
    name: 'events',
    everyMs: hourMs,
    async run(signal) {
      const now = o.clock.now()
      while (!signal.aborted && (await forgetOutbox(o.db, now - kept.outboxMs)));
      while (!signal.aborted && (await forgetInbox(o.db, now - kept.inboxMs)));
    },
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
  const { numDeletedRows } = await db
    .deleteFrom('inbox')
    .where((where) =>
      where(
        where.refTuple('consumer', 'eventId'),
        'in',
        where
          .selectFrom('inbox')
          .select(['consumer', 'eventId'])
          .where('settledAt', '<', before)
          .orderBy('settledAt')
          .limit(batchSize)
          .$asTuple('consumer', 'eventId'),
      ),
    )
    .executeTakeFirst()
  return numDeletedRows === BigInt(batchSize)
}
