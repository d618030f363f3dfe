import { sql, type CreateTableBuilder, type Kysely } from 'kysely'
import { DatabaseError } from './errors.ts'
import { BellSqliteAdapter } from './sqlite-dialect.ts'

/** Column types by their meaning; both dialects keep order, exactness and text alike. */
export interface ColumnTypes {
  /** Compared byte by byte. */
  text: ReturnType<typeof sql>
  /** 64 bits stored, ±(2^53 − 1) let through. Also booleans (0/1) and times (ms UTC). */
  int: ReturnType<typeof sql>
  real: ReturnType<typeof sql>
  bytes: ReturnType<typeof sql>
}

/** A step forward; there is none back. `name` is `0001-what` or, in a series of its own, `series-0001-what`. */
export interface Migration {
  name: string
  // oxlint-disable-next-line typescript/no-explicit-any -- the tables are what this makes
  up(db: Kysely<any>, types: ColumnTypes): Promise<void>
}

const sqliteTypes: ColumnTypes = { text: sql`text`, int: sql`integer`, real: sql`real`, bytes: sql`blob` }
const postgresTypes: ColumnTypes = {
  text: sql`text collate "C"`,
  int: sql`bigint`,
  real: sql`double precision`,
  bytes: sql`bytea`,
}

// oxlint-disable-next-line typescript/no-explicit-any -- any database
export function isSqlite(db: Kysely<any>) {
  return db.getExecutor().adapter instanceof BellSqliteAdapter
}

/** Kysely's table builder; on SQLite the table is STRICT, so that a column holds its type and nothing else. */
// oxlint-disable-next-line typescript/no-explicit-any -- as in Migration
export function createTable<T extends string>(db: Kysely<any>, name: T): CreateTableBuilder<T> {
  const table = db.schema.createTable(name)
  return isSqlite(db) ? table.modifyEnd(sql`strict`) : table
}

/**
 * Brings the schema forward, each step in a transaction of its own.
 * @throws DatabaseError database_too_new, migration_out_of_order, migration_breaks_references
 */
export async function migrate(db: Kysely<any>, migrations: Migration[], onApplied: (name: string) => void) {
  const types = isSqlite(db) ? sqliteTypes : postgresTypes
  await createTable(db, 'migration')
    .ifNotExists()
    .addColumn('name', types.text, (column) => column.primaryKey())
    .addColumn('appliedAt', types.int, (column) => column.notNull())
    .execute()
  const applied = new Set<string>((await db.selectFrom('migration').select('name').execute()).map((row) => row.name))
  for (const migration of findPending(applied, migrations)) {
    await db.transaction().execute(async (tx) => {
      await migration.up(tx, types)
      if (isSqlite(db)) await checkReferences(tx, migration.name)
      await tx.insertInto('migration').values({ name: migration.name, appliedAt: Date.now() }).execute()
    })
    onApplied(migration.name)
  }
}

function findPending(applied: Set<string>, migrations: Migration[]) {
  const known = new Set(migrations.map((migration) => migration.name))
  if (known.size !== migrations.length) throw new Error('Two migrations have the same name.')
  const newer = [...applied].filter((name) => !known.has(name))
  if (newer.length > 0)
    throw new DatabaseError(
      'database_too_new',
      `This database was last used by a newer program: it has ${newer.join(', ')}, which this one does not know. ` +
        'Start the newer program, or restore the backup made before it.',
    )
  const open = new Map<string, string>()
  for (const { name } of migrations) {
    const series = name.replace(/\d{4}-.*$/, '')
    const skipped = open.get(series)
    if (!applied.has(name)) open.set(series, skipped ?? name)
    else if (skipped !== undefined)
      throw new DatabaseError(
        'migration_out_of_order',
        `${skipped} was not applied, but ${name}, which follows it, was.`,
      )
  }
  return migrations.filter(({ name }) => !applied.has(name))
}

// References are not enforced while migrations run, so that tables can be rebuilt: what is left must hold.
async function checkReferences(db: Kysely<any>, migration: string) {
  const { rows } = await sql<{ table: string }>`pragma foreign_key_check`.execute(db)
  if (rows.length > 0)
    throw new DatabaseError(
      'migration_breaks_references',
      `${migration} leaves ${rows.length} rows of ${rows[0]!.table} that refer to nothing.`,
    )
}
