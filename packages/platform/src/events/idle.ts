import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../database/index.ts'
import type { Consumer } from './consumer.ts'
import type { EventTables } from './event-tables.ts'

/** Resolves when everything in the outbox, and what followed from it, is published and settled by all consumers. */
export function createIdle(o: {
  db: Db<EventTables>
  consumers: Consumer<any, any>[]
  isBusy(): boolean
  pollMs: number
}) {
  const waiting = new Set<() => void>()

  async function isIdle() {
    for (const consumer of o.consumers) if (await findUnsettled(o.db, consumer)) return false
    const unpublished = await o.db.selectFrom('outbox').select('id').where('publishedAt', 'is', null).limit(1).execute()
    return unpublished.length === 0 && !o.isBusy()
  }

  return {
    changed() {
      for (const resolve of waiting) resolve()
      waiting.clear()
    },

    async idle() {
      for (;;) {
        const change = new Promise<void>((resolve) => waiting.add(resolve))
        if (!o.isBusy() && (await isIdle())) return
        // Other processes settle things too, without telling this one.
        await Promise.race([change, wait(o.pollMs, undefined, { ref: false })])
      }
    },
  }
}

function findUnsettled(db: Db<EventTables>, consumer: Consumer<any, any>) {
  return db
    .selectFrom('outbox')
    .select('id')
    .where(
      'type',
      'in',
      consumer.events.map((definition) => definition.type),
    )
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('inbox')
            .select('eventId')
            .where('consumer', '=', consumer.group)
            .whereRef('inbox.eventId', '=', 'outbox.id'),
        ),
      ),
    )
    .limit(1)
    .executeTakeFirst()
}
