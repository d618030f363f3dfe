import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { Client } from 'pg'
import type { Migration } from './migrations.ts'
import { translateError } from './postgres-errors.ts'

export interface Inspected {
  /** Of the engine, such as `PostgreSQL 15.4`. */
  version: string
  /** Of one query, in milliseconds. */
  latencyMs: number
  /** How far the engine's clock is ahead of ours, in milliseconds; 0 where it is the same. */
  clockAheadMs: number
  /** Migrations that are still to be applied, and those that only a newer program knows. */
  pending: string[]
  unknown: string[]
}

/** Looks at a database without changing it. @throws where it does not answer in five seconds, or refuses */
export async function inspectDatabase(o: { url: string; schema: string; migrations: Migration[] }): Promise<Inspected> {
  const { applied, ...found } = o.url.startsWith('sqlite:')
    ? inspectSqlite(o.url.slice('sqlite:'.length))
    : await inspectPostgres(o.url, o.schema)
  const known = new Set(o.migrations.map(({ name }) => name))
  return {
    ...found,
    pending: [...known].filter((name) => !applied.has(name)),
    unknown: [...applied].filter((name) => !known.has(name)),
  }
}

/**
 * How many rows there are, without changing anything; 0 where the database is still to be made.
 * @param o.from SQL after `from`
 */
export async function countRows(o: { url: string; schema: string; from: string }): Promise<number> {
  const count = `select count(*) as count from ${o.from}`
  if (!o.url.startsWith('sqlite:')) {
    return onPostgres(o.url, async (client, escape) => {
      const schema = await client.query('select 1 from pg_namespace where nspname = $1', [o.schema])
      if (!schema.rowCount) return 0
      await client.query(`set search_path to ${escape(o.schema)}`)
      return Number((await client.query<{ count: string }>(count)).rows[0]!.count)
    })
  }
  const file = o.url.slice('sqlite:'.length)
  if (!existsSync(file)) return 0
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 })
  try {
    return Number(database.prepare(count).get()!.count)
  } finally {
    database.close()
  }
}

/**
 * How large a PostgreSQL's database is, and how many connections its server gives us and others.
 * @returns bytes; connections: `inUse` now, of `room` for who is no superuser
 */
export function measurePostgres(url: string) {
  return onPostgres(url, async (client) => {
    const { rows } = await client.query<Record<'bytes' | 'inUse' | 'room', string>>(
      `select pg_database_size(current_database()) as bytes,
        (select count(*) from pg_stat_activity where backend_type = 'client backend') as "inUse",
        (select sum(case name when 'max_connections' then setting::int else -setting::int end) from pg_settings
          where name in ('max_connections', 'superuser_reserved_connections', 'reserved_connections')) as room`,
    )
    const { bytes, inUse, room } = rows[0]!
    return { bytes: Number(bytes), inUse: Number(inUse), room: Number(room) }
  })
}

function inspectSqlite(file: string) {
  const database = existsSync(file) ? new DatabaseSync(file, { readOnly: true, timeout: 1000 }) : undefined
  try {
    const began = performance.now()
    const names = database ? readNames(database) : []
    const latencyMs = performance.now() - began
    return {
      version: `SQLite ${process.versions.sqlite}`,
      latencyMs,
      clockAheadMs: 0,
      applied: new Set(names),
    }
  } finally {
    database?.close()
  }
}

function readNames(database: DatabaseSync) {
  const isThere = database.prepare(`select 1 from sqlite_schema where name = 'migration'`).get()
  return isThere
    ? database
        .prepare('select name from migration')
        .all()
        .map(({ name }) => String(name))
    : []
}

function inspectPostgres(url: string, schema: string) {
  return onPostgres(url, async (client, escape) => {
    const { version, latencyMs, clockAheadMs } = await askTime(client)
    const table = `${escape(schema)}.migration`
    const isThere = await client.query('select 1 where to_regclass($1) is not null', [table])
    const applied = isThere.rowCount ? (await client.query<{ name: string }>(`select name from ${table}`)).rows : []
    return { version, latencyMs, clockAheadMs, applied: new Set(applied.map(({ name }) => name)) }
  })
}

/**
 * How far a PostgreSQL's clock is ahead of ours at least, in milliseconds: what the question took may be part of it.
 * @throws DatabaseUnavailable
 */
export async function measureClockAhead(url: string): Promise<number> {
  const { clockAheadMs, latencyMs } = await onPostgres(url, askTime).catch((error: unknown) => {
    throw translateError(error)
  })
  return Math.sign(clockAheadMs) * Math.max(0, Math.abs(clockAheadMs) - latencyMs / 2)
}

async function askTime(client: Client) {
  // The first one is slower by what every connection asks once.
  for (let n = 0; n < 3; n++) await client.query('select 1')
  const began = performance.now()
  const asked = Date.now()
  const { rows } = await client.query<{ version: string; now: string }>(
    `select current_setting('server_version') as version, extract(epoch from clock_timestamp()) * 1000 as now`,
  )
  const latencyMs = performance.now() - began
  return {
    version: `PostgreSQL ${rows[0]!.version}`,
    latencyMs,
    clockAheadMs: Number(rows[0]!.now) - (asked + latencyMs / 2),
  }
}

async function onPostgres<T>(url: string, work: (client: Client, escape: (name: string) => string) => Promise<T>) {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000, query_timeout: 5000 })
  // Whoever asks hears of it.
  client.on('error', () => {})
  await client.connect()
  try {
    return await work(client, pg.escapeIdentifier)
  } finally {
    await client.end()
  }
}
