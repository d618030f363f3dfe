import {
  sql,
  type Expression,
  type ExpressionBuilder,
  type Kysely,
  type OnConflictDatabase,
  type OnConflictTables,
  type SqlBool,
} from 'kysely'
import { isSqlite, type Db, type Tx } from '../database/index.ts'
import type { LeaseTables } from './lease.tables.ts'

type Conflicting = ExpressionBuilder<OnConflictDatabase<LeaseTables, 'lease'>, OnConflictTables<'lease'>>

/** ms UTC by the database's clock: the machines' own may differ by minutes. */
export function now(db: Kysely<LeaseTables>) {
  return isSqlite(db)
    ? sql<number>`cast(unixepoch('subsec') * 1000 as integer)`
    : sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`
}

/** Whether it is worth trying: a look that writes nothing. By the primary key. */
export async function isFree(db: Db<LeaseTables>, name: string) {
  const row = await db
    .selectFrom('lease')
    .select((lease) => lease.and([lease('until', '<=', now(db)), lease('dueAt', '<=', now(db))]).as('free'))
    .where('name', '=', name)
    .executeTakeFirst()
  return row === undefined || Boolean(row.free)
}

/** @returns the fencing token, or undefined where another has it, or it is not due */
export function take(db: Db<LeaseTables>, name: string, lifeMs: number) {
  return takeWhere(db, name, lifeMs, (lease) =>
    lease.and([lease('lease.until', '<=', now(db)), lease('lease.dueAt', '<=', now(db))]),
  )
}

/**
 * @param isFree of a lease that there has been before
 * @returns the fencing token, or undefined where it is not free
 */
export async function takeWhere(
  db: Db<LeaseTables>,
  name: string,
  lifeMs: number,
  isFree: (lease: Conflicting) => Expression<SqlBool>,
) {
  const row = await db
    .insertInto('lease')
    .values({ name, token: 1, until: sql`${now(db)} + cast(${lifeMs} as bigint)`, dueAt: 0 })
    .onConflict((conflict) =>
      conflict
        .column('name')
        .doUpdateSet((lease) => ({ token: lease('lease.token', '+', 1), until: lease.ref('excluded.until') }))
        .where(isFree),
    )
    .returning('token')
    .executeTakeFirst()
  return row?.token
}

/** Also one whose time is over, as long as nobody has taken it. @returns false where somebody has */
export async function prolong(db: Db<LeaseTables>, name: string, token: number, lifeMs: number) {
  const { numUpdatedRows } = await db
    .updateTable('lease')
    .set({ until: sql`${now(db)} + cast(${lifeMs} as bigint)` })
    .where('name', '=', name)
    .where('token', '=', token)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

export async function giveBack(db: Db<LeaseTables>, name: string, token: number, dueInMs: number) {
  await db
    .updateTable('lease')
    .set({ until: 0, dueAt: sql`${now(db)} + cast(${dueInMs} as bigint)` })
    .where('name', '=', name)
    .where('token', '=', token)
    .execute()
}

/** Keeps the lease from being taken until the transaction has ended. @returns false where it has been taken */
export async function hold(tx: Tx<LeaseTables>, name: string, token: number) {
  const { numUpdatedRows } = await tx
    .updateTable('lease')
    .set({ token })
    .where('name', '=', name)
    .where('token', '=', token)
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Makes it due now, for whoever looks next; whoever is at it is not told. */
export async function hasten<S extends LeaseTables>(db: Db<S>, name: string) {
  await (db as unknown as Db<LeaseTables>).updateTable('lease').set({ dueAt: 0 }).where('name', '=', name).execute()
}
