import { sql } from 'kysely'
import { createIds } from '../clock/index.ts'
import { inTransaction, type Db, type Tx } from '../database/index.ts'
import type { EventTables } from './event-tables.ts'
import { outboxPartitions, type OutboxReader, type OutboxRow } from './outbox.ts'

const newId = createIds()
/** Of one partition at a time; more of each where a relay has few. */
const rowsPerPartition = 100
const rowsPerBatch = 500
/** So far into a partition it looks for what is of none of the topics that are left out. */
const rowsLookedAt = 2000

// By the database's clock alone: those of the processes may differ.
const dbNow = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`

/**
 * One relay's share of an outbox that several processes relay from, on PostgreSQL. Each leases some of the partitions,
 * about as many as every other; what a relay does not renew, because it is gone or stands still, the others take.
 *
 * A key's order holds because whoever reads a partition reads all of it that waits, from its beginning. The lease keeps
 * two from publishing the same: rows are read only together with a lease that is valid by the database's clock, and
 * given to the bus only while it surely is by ours, which goes on while the process is stopped (SIGSTOP). What a relay
 * has handed to the bus when it is stopped may appear there a second time, late; the inbox knows it.
 */
export function createOutboxShares(o: { db: Db<EventTables>; leaseMs: number }): OutboxReader {
  const { leaseMs } = o
  const self = newId()
  const renewMs = leaseMs / 3
  let held = 0
  let heldUntil = -Infinity
  let dueAt = -Infinity
  let closed = false
  let made: Promise<unknown> | undefined

  /** Extends what is held. @returns how many partitions that is */
  async function renew(tx: Tx<EventTables>) {
    const { numUpdatedRows } = await tx
      .updateTable('outboxLease')
      .set({ until: sql<number>`${dbNow} + ${leaseMs}` })
      .where('owner', '=', self)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  }

  /** Says that this relay is there, and gives away or takes so many partitions that all have about as many. */
  async function balance() {
    const asked = performance.now()
    await (made ??= makePartitions())
    // Meanwhile there is nothing to keep.
    held = 0
    held = await inTransaction(o.db, async (tx) => {
      const until = sql<number>`${dbNow} + ${leaseMs}`
      await tx
        .insertInto('outboxRelay')
        .values({ id: self, until })
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ until }))
        .execute()
      const { others } = await tx
        .selectFrom('outboxRelay')
        .select(({ fn }) => fn.countAll<number>().as('others'))
        .where('id', '<>', self)
        .where('until', '>=', dbNow)
        .executeTakeFirstOrThrow()
      const fair = Math.ceil(outboxPartitions / (others + 1))
      const renewed = await renew(tx)
      if (renewed > fair) await giveAway(tx, renewed - fair)
      const taken = renewed < fair ? await take(tx, fair - renewed) : 0
      return Math.min(renewed, fair) + taken
    })
    heldUntil = asked + leaseMs
    dueAt = asked + renewMs
  }

  function makePartitions() {
    const partitions = Array.from({ length: outboxPartitions }, (_, partition) => ({ partition, until: 0 }))
    const making = o.db
      .insertInto('outboxLease')
      .values(partitions)
      .onConflict((conflict) => conflict.doNothing())
      .execute()
    making.catch(() => (made = undefined))
    return making
  }

  async function giveAway(tx: Tx<EventTables>, count: number) {
    await tx
      .updateTable('outboxLease')
      .set({ owner: null, until: 0 })
      .where('partition', 'in', (query) =>
        query.selectFrom('outboxLease').select('partition').where('owner', '=', self).orderBy('partition').limit(count),
      )
      .execute()
  }

  async function take(tx: Tx<EventTables>, count: number) {
    const { numUpdatedRows } = await tx
      .updateTable('outboxLease')
      .set({ owner: self, until: sql<number>`${dbNow} + ${leaseMs}` })
      .where('partition', 'in', (query) =>
        query
          .selectFrom('outboxLease')
          .select('partition')
          .where('until', '<', dbNow)
          .orderBy('until')
          .limit(count)
          .forUpdate()
          .skipLocked(),
      )
      .executeTakeFirst()
    return Number(numUpdatedRows)
  }

  // While a batch is under way nothing is given away: it would be published here and there.
  async function keep() {
    const asked = performance.now()
    if (held === 0 || asked < dueAt) return
    dueAt = asked + renewMs
    // Others have some of it: what is under way is no more surely ours.
    if ((await inTransaction(o.db, renew)) === held) heldUntil = asked + leaseMs
    else dueAt = -Infinity
  }

  async function next(except: string[]) {
    if (performance.now() >= dueAt) await balance()
    if (held === 0) return []
    const limit = Math.max(rowsPerPartition, Math.ceil(rowsPerBatch / held))
    const { rows } = await sql<OutboxRow>`
      select waiting.* from ${sql.table('outboxLease')} as lease
      cross join lateral (
        select * from (
          select * from ${sql.table('outbox')}
          where ${sql.ref('partition')} = lease.partition and ${sql.ref('publishedAt')} is null
          order by position limit ${rowsLookedAt}
        ) as first
        where topic <> all(${`{${except.join(',')}}`}::text[])
        order by position limit ${limit}
      ) as waiting
      where lease.owner = ${self} and lease.until >= ${dbNow}
      order by waiting.position`.execute(o.db)
    return rows
  }

  return {
    next,
    mayPublish: () => !closed && performance.now() < heldUntil - renewMs,
    keep,
    async markPublished(positions, at) {
      await sql`update ${sql.table('outbox')} set ${sql.ref('publishedAt')} = ${at}
        where position = any(${`{${positions.join(',')}}`}::bigint[])`.execute(o.db)
    },

    /** Lets the others have its share at once. */
    async close() {
      closed = true
      await inTransaction(o.db, async (tx) => {
        await tx.updateTable('outboxLease').set({ owner: null, until: 0 }).where('owner', '=', self).execute()
        await tx
          .deleteFrom('outboxRelay')
          .where((where) => where.or([where('id', '=', self), where('until', '<', dbNow)]))
          .execute()
      })
    },
  }
}
