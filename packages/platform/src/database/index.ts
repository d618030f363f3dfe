import { setTimeout as wait } from 'node:timers/promises'
import { Kysely, sql } from 'kysely'
import type { BaseLogger } from 'pino'
import { DatabaseError } from './errors.ts'
import { migrate, type Migration } from './migrations.ts'
import type { Hints } from './postgres-hints.ts'
import { openSqlite, openSqliteSnapshot } from './sqlite-dialect.ts'
import type { Db } from './transaction.ts'

export { DatabaseError, DatabaseUnavailable, isUniqueViolation, readOnlyRaised } from './errors.ts'
export { createTable, isSqlite, type ColumnTypes, type Migration } from './migrations.ts'
export { countRows, inspectDatabase, measureClockAhead, measurePostgres } from './inspect.ts'
export { UnfitValue } from './parameters.ts'
export type { Hints } from './postgres-hints.ts'
export { afterCommit, fenceTransactions, inTransaction, type Db, type Tx } from './transaction.ts'

/** Who asks whether the engine is there wants no answer later than this. */
const mostPatienceMs = 2000

/** For each table of a service: does a move to another database carry it, or is it made again from the others. */
export type TableRegistry = Record<string, 'moves' | 'rebuilt'>

export interface Database<S> {
  db: Db<S>
  dialect: 'sqlite' | 'postgres'
  /** Whether the engine can be asked now; known within two seconds. */
  answers(): Promise<boolean>
  /**
   * What is there at this moment, for reading, while others write.
   * @param at another snapshot of the same PostgreSQL database, to see what that one sees
   */
  snapshot(at?: { name?: string | undefined }): Promise<Snapshot<S>>
  /** PostgreSQL: to wake other processes on this schema. */
  hints?: Hints
  /** Waits for what is being written, then closes. */
  close: () => Promise<void>
}

export interface Snapshot<S> {
  db: Db<S>
  /** PostgreSQL: by which others see the same, until this is closed. */
  name?: string
  close(): Promise<void>
}

export interface OpenDatabaseOptions {
  /** `sqlite:/absolute/file.db` or `postgres://…` */
  url: string
  /** The PostgreSQL schema; SQLite has a file a service instead. */
  schema: string
  migrations: Migration[]
  /** PostgreSQL: make a role for this schema and work as it; without it, as the role that the address names. */
  ownRole?: boolean
  /** PostgreSQL: connections at most; 10 unless told. */
  poolSize?: number | undefined
  log?: Pick<BaseLogger, 'info' | 'warn' | 'error'>
  /** PostgreSQL: hears of every statement, for tests that look at plans. */
  onQuery?: ((text: string) => void) | undefined
}

/**
 * Opens a database and brings its schema up to date.
 * @throws DatabaseError database_url_unknown, database_too_new, database_role_forbidden, migration_out_of_order,
 * migration_breaks_references
 * @throws DatabaseUnavailable
 */
export async function openDatabase<S>(options: OpenDatabaseOptions): Promise<Database<S>> {
  if (options.url.startsWith('sqlite:')) return openOnSqlite(options)
  if (/^postgres(ql)?:\/\//.test(options.url)) return openOnPostgres(options)
  throw new DatabaseError(
    'database_url_unknown',
    'A database address begins with sqlite: and a path, or with postgres://.',
  )
}

async function openOnSqlite<S>({ url, schema, migrations, log }: OpenDatabaseOptions): Promise<Database<S>> {
  const file = url.slice('sqlite:'.length)
  let isBroken = false
  const { dialect, serve } = openSqlite(file, {
    onBroken(err) {
      isBroken = true
      log?.error({ err, schema }, 'The disk failed: nothing can be written until the next start')
    },
    onSlow: () =>
      log?.warn({ schema }, 'A transaction keeps all other writers waiting: it may await more than its queries'),
  })
  const db = new Kysely<S>({ dialect })
  try {
    await migrate(db, migrations, (migration) => log?.info({ migration }, 'Database migrated'))
  } catch (error) {
    await db.destroy()
    throw error
  }
  serve()
  return {
    db,
    dialect: 'sqlite',
    answers: async () => !isBroken && (await answers(db)),
    async snapshot() {
      const read = new Kysely<S>({ dialect: openSqliteSnapshot(file) })
      return { db: read, close: () => read.destroy() }
    },
    close: () => db.destroy(),
  }
}

async function openOnPostgres<S>(options: OpenDatabaseOptions): Promise<Database<S>> {
  // Loaded where it is used: without PostgreSQL its client would only take memory.
  const { openPostgres } = await import('./postgres-dialect.ts')
  const { createHints } = await import('./postgres-hints.ts')
  const { preparePostgres } = await import('./postgres-schema.ts')
  const { url, schema, log, poolSize, onQuery } = options
  const role = await preparePostgres(options)
  const onError = (error: Error) => log?.warn({ err: error, schema }, 'A database connection broke')
  const address = { url, schema, role, poolSize, onError, onQuery }
  const db = new Kysely<S>({ dialect: openPostgres(address) })
  const notify = (channel: string, sender: string) => sql`select pg_notify(${channel}, ${sender})`.execute(db)
  const hints = createHints({ ...address, notify })
  return {
    db,
    dialect: 'postgres',
    answers: () => answers(db),
    snapshot: (at) => snapshotOfPostgres(db, at?.name),
    hints,
    async close() {
      await hints.close()
      await db.destroy()
    },
  }
}

async function snapshotOfPostgres<S>(db: Db<S>, at: string | undefined): Promise<Snapshot<S>> {
  const tx = await db.startTransaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute()
  try {
    if (at !== undefined) await sql`set transaction snapshot ${sql.lit(at)}`.execute(tx)
    // Others are read while this one waits.
    await sql`set local idle_in_transaction_session_timeout = 0`.execute(tx)
    const { rows } = await sql<{ name: string }>`select pg_export_snapshot() as name`.execute(tx)
    return { db: tx, name: rows[0]!.name, close: () => tx.rollback().execute() }
  } catch (error) {
    await tx.rollback().execute()
    throw error
  }
}

async function answers<S>(db: Db<S>) {
  const asking = sql`select 1`.execute(db).then(
    () => true,
    () => false,
  )
  return Promise.race([asking, wait(mostPatienceMs, false, { ref: false })])
}
