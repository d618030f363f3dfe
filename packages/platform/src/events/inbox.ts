import type { Db, Tx } from '../database/index.ts'
import type { BellEvent } from './definition.ts'
import type { EventTables } from './event-tables.ts'

/** Notes events as settled by a consumer. @returns the ids of those that were not yet */
export async function settle(tx: Tx<EventTables>, consumer: string, events: BellEvent[], at: number) {
  const rows = await tx
    .insertInto('inbox')
    .values(events.map((event) => ({ consumer, eventId: event.id, settledAt: at })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('eventId')
    .execute()
  return new Set(rows.map((row) => row.eventId))
}

export async function isSettled(db: Db<EventTables>, consumer: string, event: BellEvent) {
  const row = await db
    .selectFrom('inbox')
    .select('eventId')
    .where('consumer', '=', consumer)
    .where('eventId', '=', event.id)
    .executeTakeFirst()
  return row !== undefined
}
