import { Kysely, sql } from 'kysely'
import { DatabaseError } from './errors.ts'
import type { OpenDatabaseOptions } from './index.ts'
import { migrate } from './migrations.ts'
import { openPostgres } from './postgres-dialect.ts'

/**
 * Makes the schema, and the role that owns it where it is to have its own, and brings the tables up to date. Processes
 * that start together do so one after the other.
 * @returns the role to work as, where that is not the address's
 * @throws DatabaseError database_role_forbidden, and those of migrations
 */
export async function preparePostgres({ url, schema, ownRole, migrations, log }: OpenDatabaseOptions) {
  const role = ownRole ? roleName(url, schema) : undefined
  // One connection, without time-outs: a migration takes what it takes, and the others wait for it.
  const db = new Kysely<unknown>({ dialect: openPostgres({ url, timeOuts: false, poolSize: 1, onError: () => {} }) })
  try {
    await db.connection().execute(async (connection) => {
      await lock(connection, schema, () => log?.info({ schema }, 'Waiting for another process that migrates'))
      if (role !== undefined) await makeRole(connection, role)
      await makeSchema(connection, schema, role)
      if (role !== undefined) await sql`set role ${sql.id(role)}`.execute(connection)
      await sql`set search_path to ${sql.id(schema)}`.execute(connection)
      await migrate(connection, migrations, (migration) => log?.info({ migration, schema }, 'Database migrated'))
    })
  } finally {
    // The lock ends with its connection.
    await db.destroy()
  }
  return role
}

/** Roles belong to the whole server: those of two databases on it must not meet. */
function roleName(url: string, schema: string) {
  const database = decodeURIComponent(new URL(url).pathname.slice(1)) || 'bell'
  return `${database.slice(0, 40)}_${schema}`
}

async function lock(db: Kysely<unknown>, schema: string, onWait: () => void) {
  const key = sql`hashtextextended(${`bell:${schema}`}, 0)`
  const { rows } = await sql<{ free: boolean }>`select pg_try_advisory_lock(${key}) as free`.execute(db)
  if (rows[0]!.free) return
  onWait()
  await sql`select pg_advisory_lock(${key})`.execute(db)
}

/** A role that owns the schema, cannot sign in by itself, and that the address's user may become. */
async function makeRole(db: Kysely<unknown>, role: string) {
  const { rows } = await sql<{ user: string; exists: boolean; mayBecome: boolean; mayMake: boolean }>`
    select current_user as "user",
      exists (select from pg_roles where rolname = ${role}) as "exists",
      coalesce((select pg_has_role(oid, 'member') from pg_roles where rolname = ${role}), false) as "mayBecome",
      rolsuper or rolcreaterole as "mayMake"
    from pg_roles where rolname = current_user`.execute(db)
  const { user, exists, mayBecome, mayMake } = rows[0]!
  if (exists && mayBecome) return
  if (!mayMake)
    throw new DatabaseError(
      'database_role_forbidden',
      `The PostgreSQL user ${user} may not make the role ${role}. Give an address whose user may (CREATEROLE), or an ` +
        'address for each service whose user owns its schema.',
    )
  if (!exists) await sql`create role ${sql.id(role)} nologin`.execute(db)
  await sql`grant ${sql.id(role)} to current_user`.execute(db)
}

async function makeSchema(db: Kysely<unknown>, schema: string, role: string | undefined) {
  const { rows } = await sql`select from pg_namespace where nspname = ${schema}`.execute(db)
  if (rows.length > 0) return
  const owner = role === undefined ? sql`` : sql`authorization ${sql.id(role)}`
  await sql`create schema ${sql.id(schema)} ${owner}`.execute(db)
}
