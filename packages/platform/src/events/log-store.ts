import { createTable, inTransaction, type Db, type Migration, type Tx } from '../database/index.ts'
import type { BellEvent } from './definition.ts'
import { hash } from './hash.ts'

export interface LogTables {
  logEntry: { topic: string; partition: number; offset: number; event: string; at: number }
  /** The next offset of a partition. Kept apart, so that retention never lets one begin again. */
  logEnd: { topic: string; partition: number; next: number }
  /** `seenAt`: when the group last read or began to. */
  logGroup: { name: string; topic: string; partition: number; next: number; seenAt: number }
  logSetting: { partitions: number }
}

export const logMigrations: Migration[] = [
  {
    name: '0001-log',
    async up(db, t) {
      await createTable(db, 'logEntry')
        .addColumn('topic', t.text, (column) => column.notNull())
        .addColumn('partition', t.int, (column) => column.notNull())
        .addColumn('offset', t.int, (column) => column.notNull())
        .addColumn('event', t.text, (column) => column.notNull())
        .addColumn('at', t.int, (column) => column.notNull())
        .addPrimaryKeyConstraint('logEntryKey', ['topic', 'partition', 'offset'])
        .execute()
      await createTable(db, 'logEnd')
        .addColumn('topic', t.text, (column) => column.notNull())
        .addColumn('partition', t.int, (column) => column.notNull())
        .addColumn('next', t.int, (column) => column.notNull())
        .addPrimaryKeyConstraint('logEndKey', ['topic', 'partition'])
        .execute()
      await createTable(db, 'logGroup')
        .addColumn('name', t.text, (column) => column.notNull())
        .addColumn('topic', t.text, (column) => column.notNull())
        .addColumn('partition', t.int, (column) => column.notNull())
        .addColumn('next', t.int, (column) => column.notNull())
        .addColumn('seenAt', t.int, (column) => column.notNull())
        .addPrimaryKeyConstraint('logGroupKey', ['name', 'topic', 'partition'])
        .execute()
      await createTable(db, 'logSetting')
        .addColumn('partitions', t.int, (column) => column.notNull())
        .execute()
    },
  },
]

/** The number of partitions is the file's own from its first day: keys would change places otherwise. */
export function settlePartitions(db: Db<LogTables>, wanted: number) {
  return inTransaction(db, async (tx) => {
    const setting = await tx.selectFrom('logSetting').select('partitions').executeTakeFirst()
    if (setting) return setting.partitions
    await tx.insertInto('logSetting').values({ partitions: wanted }).execute()
    return wanted
  })
}

/** @returns the partitions that grew */
export function appendEntries(db: Db<LogTables>, topic: string, partitions: number, events: BellEvent[], at: number) {
  const byPartition = Map.groupBy(events, (event) => hash(event.subject) % partitions)
  return inTransaction(db, async (tx) => {
    for (const [partition, batch] of byPartition) {
      const first = await takeOffsets(tx, topic, partition, batch.length)
      await tx
        .insertInto('logEntry')
        .values(batch.map((event, n) => ({ topic, partition, offset: first + n, event: JSON.stringify(event), at })))
        .execute()
    }
    return [...byPartition.keys()]
  })
}

/** @returns the first of `count` offsets */
async function takeOffsets(tx: Tx<LogTables>, topic: string, partition: number, count: number) {
  const { next } = await tx
    .insertInto('logEnd')
    .values({ topic, partition, next: count })
    .onConflict((conflict) =>
      conflict.columns(['topic', 'partition']).doUpdateSet((where) => ({ next: where('logEnd.next', '+', count) })),
    )
    .returning('next')
    .executeTakeFirstOrThrow()
  return next - count
}

export function readEntries(db: Db<LogTables>, topic: string, partition: number, from: number, limit: number) {
  return db
    .selectFrom('logEntry')
    .select(['offset', 'event'])
    .where('topic', '=', topic)
    .where('partition', '=', partition)
    .where('offset', '>=', from)
    .orderBy('offset')
    .limit(limit)
    .execute()
}

/** How many entries of its topics a group has not acknowledged. */
export async function countBehind(db: Db<LogTables>, group: string, topics: string[]) {
  const { behind } = await db
    .selectFrom('logEnd')
    .leftJoin('logGroup', (join) =>
      join
        .onRef('logGroup.topic', '=', 'logEnd.topic')
        .onRef('logGroup.partition', '=', 'logEnd.partition')
        .on('logGroup.name', '=', group),
    )
    .where('logEnd.topic', 'in', topics)
    .select(({ fn, eb }) =>
      fn.sum<number | null>(eb('logEnd.next', '-', fn.coalesce('logGroup.next', eb.lit(0)))).as('behind'),
    )
    .executeTakeFirstOrThrow()
  return behind ?? 0
}

/** The offset of the first entry that is not older than this; halving, since only offsets have an index. */
export async function findOffset(db: Db<LogTables>, topic: string, partition: number, since: number) {
  const at = (from: number) =>
    db
      .selectFrom('logEntry')
      .select(['offset', 'at'])
      .where('topic', '=', topic)
      .where('partition', '=', partition)
      .where('offset', '>=', from)
      .orderBy('offset')
      .limit(1)
      .executeTakeFirst()
  const end = await db
    .selectFrom('logEnd')
    .select('next')
    .where('topic', '=', topic)
    .where('partition', '=', partition)
    .executeTakeFirst()
  let [low, high] = [0, end?.next ?? 0]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const entry = await at(middle)
    if (entry && entry.at < since) low = entry.offset + 1
    else high = middle
  }
  return low
}

export function listOffsets(db: Db<LogTables>, name: string, topic: string) {
  return db
    .selectFrom('logGroup')
    .select(['partition', 'next'])
    .where('name', '=', name)
    .where('topic', '=', topic)
    .execute()
}

export function saveOffsets(db: Db<LogTables>, rows: LogTables['logGroup'][]) {
  return db
    .insertInto('logGroup')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['name', 'topic', 'partition']).doUpdateSet((where) => ({
        next: where.ref('excluded.next'),
        seenAt: where.ref('excluded.seenAt'),
      })),
    )
    .execute()
}
