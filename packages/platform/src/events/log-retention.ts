import type { Db } from '../database/index.ts'
import type { LogTables } from './log-store.ts'

const batchSize = 1000
const groupLifeMs = 30 * 24 * 3_600_000

/**
 * Forgets entries that are old and that every group has read. A group that nobody has run for 30 days is forgotten
 * itself, so that it does not keep everything forever.
 */
export async function forgetEntries(db: Db<LogTables>, now: number, retentionMs: number) {
  await db
    .deleteFrom('logGroup')
    .where('seenAt', '<', now - groupLifeMs)
    .execute()
  const ends = await db.selectFrom('logEnd').select(['topic', 'partition', 'next']).execute()
  for (const { topic, partition, next } of ends) {
    const slowest = await db
      .selectFrom('logGroup')
      .select(({ fn }) => fn.min<number | null>('next').as('next'))
      .where('topic', '=', topic)
      .where('partition', '=', partition)
      .executeTakeFirstOrThrow()
    while (await forgetBatch(db, topic, partition, slowest.next ?? next, now - retentionMs));
  }
}

// A batch at a time: others write in between.
async function forgetBatch(db: Db<LogTables>, topic: string, partition: number, before: number, at: number) {
  const { numDeletedRows } = await db
    .deleteFrom('logEntry')
    .where('topic', '=', topic)
    .where('partition', '=', partition)
    .where('offset', 'in', (query) =>
      query
        .selectFrom('logEntry')
        .select('offset')
        .where('topic', '=', topic)
        .where('partition', '=', partition)
        .where('offset', '<', before)
        .where('at', '<', at)
        .orderBy('offset')
        .limit(batchSize),
    )
    .executeTakeFirst()
  return numDeletedRows === BigInt(batchSize)
}
