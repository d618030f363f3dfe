import { sql, type Kysely } from 'kysely'
import { DatabaseUnavailable, inTransaction, isSqlite, readOnlyRaised, type Db } from '../database/index.ts'
import { now, takeWhere } from './lease.queries.ts'
import type { LeaseTables } from './lease.tables.ts'

/*
 * Tables that nobody may write to for a while, enforced by the engine itself in every process that uses them: triggers
 * refuse each write (DatabaseUnavailable read_only) as long as the lease of this name is held. Whoever ordered it and
 * died prolongs it no more, and so it ends by itself.
 */
const name = 'read-only'
const trigger = 'bellReadOnly'

/** A lease's time that is never over, ms UTC. */
export const forGood = Number.MAX_SAFE_INTEGER

/**
 * Makes tables read-only. When it resolves, whatever was written to them before is committed, and can be read.
 * @param lifeMs until when, unless `keepReadOnly` says more
 * @returns the lease's token; undefined where another has ordered it
 */
export async function beginReadOnly(db: Db<LeaseTables>, tables: string[], lifeMs: number) {
  // One after the other, so that no transaction of others has one of two that are waited for.
  for (const table of tables) await patiently(() => inTransaction(db, (tx) => addTrigger(tx, table)))
  const token = await takeWhere(db, name, lifeMs, (lease) =>
    lease.or([lease('lease.until', '<=', now(db)), lease('lease.until', '=', forGood)]),
  )
  if (token === undefined || isSqlite(db)) return token
  // Transactions that had written before are waited for: their locks go with their commit.
  for (const table of tables) {
    await patiently(() =>
      inTransaction(db, async (tx) => void (await sql`lock table ${sql.id(table)} in share mode`.execute(tx))),
    )
  }
  return token
}

/**
 * Keeps them so, for so long again or, with `forGood`, until `endReadOnly`, which no call that comes late shortens.
 * @returns false where it has ended meanwhile: then somebody may have written
 */
export async function keepReadOnly(db: Db<LeaseTables>, token: number, life: number) {
  const until =
    life === forGood
      ? sql<number>`cast(${forGood} as bigint)`
      : sql<number>`case when until = ${forGood} then until else ${now(db)} + cast(${life} as bigint) end`
  const { numUpdatedRows } = await db
    .updateTable('lease')
    .set({ until })
    .where('name', '=', name)
    .where('token', '=', token)
    .where('until', '>', now(db))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** Whether nobody may write just now. By the primary key. */
export async function isReadOnly(db: Db<LeaseTables>) {
  const row = await db
    .selectFrom('lease')
    .select('token')
    .where('name', '=', name)
    .where('until', '>', now(db))
    .executeTakeFirst()
  return row !== undefined
}

/** Whether they are, until somebody says otherwise. */
export async function isForGood(db: Db<LeaseTables>) {
  const row = await db.selectFrom('lease').select('until').where('name', '=', name).executeTakeFirst()
  return row?.until === forGood
}

/** They may be written to again, whoever had ordered it. */
export async function endReadOnly(db: Db<LeaseTables>, tables: string[]) {
  await db.updateTable('lease').set({ until: 0 }).where('name', '=', name).execute()
  for (const table of tables) await patiently(() => inTransaction(db, (tx) => dropTriggers(tx, table)))
}

async function addTrigger(tx: Kysely<LeaseTables>, table: string) {
  await dropTriggers(tx, table)
  const isHeld = sql`(select "until" from lease where name = ${sql.lit(name)}) > ${now(tx)}`
  if (isSqlite(tx)) {
    for (const write of writes) {
      await sql`create trigger ${sql.id(nameOn(table, write))} before ${sql.raw(write)} on ${sql.id(table)} when ${isHeld}
        begin select raise(abort, ${sql.lit(readOnlyRaised.text)}); end`.execute(tx)
    }
    return
  }
  await sql`create or replace function ${sql.id(trigger)}() returns trigger language plpgsql set search_path from current as $$
    begin
      if ${isHeld} then
        raise exception ${sql.lit(readOnlyRaised.text)} using errcode = ${sql.lit(readOnlyRaised.sqlstate)};
      end if;
      return null;
    end $$`.execute(tx)
  await sql`create trigger ${sql.id(trigger)} before insert or update or delete or truncate on ${sql.id(table)}
    for each statement execute function ${sql.id(trigger)}()`.execute(tx)
}

const writes = ['insert', 'update', 'delete'] as const
const nameOn = (table: string, write: string) => `${trigger} ${write} ${table}`

async function dropTriggers(tx: Kysely<LeaseTables>, table: string) {
  if (!isSqlite(tx)) await sql`drop trigger if exists ${sql.id(trigger)} on ${sql.id(table)}`.execute(tx)
  else for (const write of writes) await sql`drop trigger if exists ${sql.id(nameOn(table, write))}`.execute(tx)
}

/** Somebody's transaction may take longer than one wait for its lock. */
async function patiently<T>(work: () => Promise<T>) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const isBusy = error instanceof DatabaseUnavailable && error.code === 'database_busy'
      if (!isBusy || attempt === 6) throw error
    }
  }
}
