import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { sql, type Kysely } from 'kysely'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { testDatabase } from '../test-kit/test-database.ts'
import { testGate } from '../test-kit/test-gate.ts'
import { createTable, DatabaseUnavailable, inTransaction, openDatabase, type Db, type Migration } from './index.ts'
import { manyMigrations } from './migrating-program.ts'

interface Tables {
  account: { id: string; balance: number }
}

const migrations: Migration[] = [
  {
    name: '0001-accounts',
    async up(db, t) {
      await createTable(db, 'account')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('balance', t.int, (column) => column.notNull())
        .execute()
    },
  },
]

const pgUrl = process.env.PG_URL!
const run = promisify(execFile)

describe.skipIf(!process.env.PG_URL)('PostgreSQL', () => {
  async function given(...ids: string[]) {
    const database = await testDatabase<Tables>(migrations, 'postgres')
    for (const id of ids) await database.db.insertInto('account').values({ id, balance: 0 }).execute()
    return database
  }

  /** A schema of this test's, and the roles that are made for it, which go when it ends. */
  async function givenSchema() {
    const { db } = await given()
    const schema = `test_${randomUUID().replaceAll('-', '').slice(0, 12)}`
    const role = `${new URL(pgUrl).pathname.slice(1)}_${schema}`
    onTestFinished(async () => {
      await sql`drop schema if exists ${sql.id(schema)} cascade`.execute(db)
      await sql`drop role if exists ${sql.id(role)}`.execute(db)
    })
    return { db, schema, role }
  }

  /** A schema, and the address of a user who owns it and no more. */
  async function givenUser({ mostConnections = -1 } = {}) {
    const { db, schema, role } = await givenSchema()
    const limit = sql.raw(`connection limit ${mostConnections}`)
    await sql`create role ${sql.id(role)} login password 'secret' ${limit}`.execute(db)
    await sql`create schema ${sql.id(schema)} authorization ${sql.id(role)}`.execute(db)
    return { schema, role, url: Object.assign(new URL(pgUrl), { username: role, password: 'secret' }).href }
  }

  async function open(schema: string, url = pgUrl, ownRole = true) {
    const database = await openDatabase<Tables>({ url, schema, ownRole, migrations })
    onTestFinished(() => database.close())
    return database
  }

  /** The server processes that this program's connections to a schema have. */
  const terminate = (db: Kysely<any>, schema: string) =>
    sql`select pg_terminate_backend(pid) from pg_stat_activity where application_name = ${`bell ${schema}`}`.execute(db)

  test('ten processes that start at once migrate once', { timeout: 120_000 }, async () => {
    const { db, schema } = await givenSchema()
    const program = join(import.meta.dirname, 'migrating-program.ts')

    const runs = await Promise.all(Array.from({ length: 10 }, () => run(process.execPath, [program, pgUrl, schema])))

    const applied = runs.map(({ stdout }) => Number(stdout))
    expect(applied.toSorted((a, b) => a - b)).toEqual([...Array.from({ length: 9 }, () => 0), manyMigrations.length])
    const { rows } = await sql<{
      count: number
    }>`select count(*) as count from ${sql.table(`${schema}.table4`)}`.execute(db)
    expect(rows).toEqual([{ count: 1 }])
  })

  test('each schema has a role of its own, which sees no other', async () => {
    const [one, two] = [await givenSchema(), await givenSchema()]
    const { db } = await open(one.schema)
    await open(two.schema)

    const { rows } = await sql<{ user: string; owner: string }>`
      select current_user as "user", tableowner as owner from pg_tables where schemaname = ${one.schema} limit 1`.execute(
      db,
    )
    expect(rows).toEqual([{ user: one.role, owner: one.role }])
    const prying = sql`select * from ${sql.table(`${two.schema}.account`)}`.execute(db)
    await expect(prying).rejects.toMatchObject({ code: '42501' })
  })

  test('with an address of its own, a service works as that user, who needs no more than the schema', async () => {
    const { schema, role, url } = await givenUser()

    const own = await open(schema, url, false)

    expect((await sql`select current_user as "user"`.execute(own.db)).rows).toEqual([{ user: role }])
    const withRole = openDatabase({ url, schema: 'other', ownRole: true, migrations })
    await expect(withRole).rejects.toMatchObject({ code: 'database_role_forbidden' })
  })

  test('what finds no connection left waits for the next that becomes free', async () => {
    const { schema, url } = await givenUser({ mostConnections: 3 })
    const own = await open(schema, url, false)

    const asked = Array.from({ length: 10 }, () => sql`select pg_sleep(0.1)`.execute(own.db))

    expect(await Promise.all(asked)).toHaveLength(10)
  })

  test('of two transactions that wait for each other, both come through', async () => {
    const { db } = await given('a', 'b')
    const met = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() }
    let attempts = 0
    const add = (tx: Parameters<Parameters<typeof inTransaction<Tables, void>>[1]>[0], id: string) =>
      tx
        .updateTable('account')
        .set((where) => ({ balance: where('balance', '+', 1) }))
        .where('id', '=', id)
        .execute()
    const both = (first: 'a' | 'b', second: 'a' | 'b') =>
      inTransaction(db, async (tx) => {
        attempts++
        await add(tx, first)
        met[first].resolve()
        // Outside a test nothing but tx is awaited: here the deadlock has to happen.
        await met[second].promise
        await add(tx, second)
      })

    await Promise.all([both('a', 'b'), both('b', 'a')])

    expect(await db.selectFrom('account').select('balance').execute()).toEqual([{ balance: 2 }, { balance: 2 }])
    expect(attempts).toBe(3)
  })

  /** Reads and writes as if alone, while `meddle` changes what was read. */
  async function serializable(db: Db<Tables>, meddle: (attempt: number) => Promise<unknown>) {
    let attempt = 0
    await inTransaction(db, async (tx) => {
      await sql`set transaction isolation level serializable`.execute(tx)
      const { balance } = await tx
        .selectFrom('account')
        .select('balance')
        .where('id', '=', 'a')
        .executeTakeFirstOrThrow()
      await meddle(++attempt)
      await tx
        .updateTable('account')
        .set({ balance: balance + 1 })
        .where('id', '=', 'a')
        .execute()
    })
    return attempt
  }
  const raise = (db: Db<Tables>) =>
    db
      .updateTable('account')
      .set((where) => ({ balance: where('balance', '+', 10) }))
      .execute()

  test('what could not be serialised runs again, on what is there now', async () => {
    const { db } = await given('a')

    const attempts = await serializable(db, async (attempt) => attempt <= 2 && raise(db))

    expect(attempts).toBe(3)
    expect(await db.selectFrom('account').select('balance').execute()).toEqual([{ balance: 21 }])
  })

  test('who loses each time is told after six attempts, and has changed nothing', async () => {
    const { db } = await given('a')

    await expect(serializable(db, () => raise(db))).rejects.toMatchObject({ code: 'database_busy' })

    expect(await db.selectFrom('account').select('balance').execute()).toEqual([{ balance: 60 }])
  })

  test('a lock or a statement that takes too long is told as busy, and the connection goes on', async () => {
    const { db } = await given('a')
    const release = Promise.withResolvers<void>()
    const locked = Promise.withResolvers<void>()
    const holding = inTransaction(db, async (tx) => {
      await raise(tx)
      locked.resolve()
      await release.promise
    })
    await locked.promise

    const waiting = inTransaction(db, async (tx) => {
      await sql`set local lock_timeout = 20`.execute(tx)
      await raise(tx)
    })
    await expect(waiting).rejects.toMatchObject({ code: 'database_busy', cause: { code: '55P03' } })
    const slow = inTransaction(db, async (tx) => {
      await sql`set local statement_timeout = 20`.execute(tx)
      await sql`select pg_sleep(5)`.execute(tx)
    })
    await expect(slow).rejects.toMatchObject({ code: 'database_busy', cause: { code: '57014' } })
    release.resolve()
    await holding
  })

  test('what is asked again is planned once, and asked anew where a migration changed what it gives', async () => {
    const { db, schema, url } = await given('a')
    const one = await openDatabase<Tables>({ url, schema, migrations, poolSize: 1 })
    onTestFinished(() => one.close())
    const ask = (tx: Db<Tables>) => tx.selectFrom('account').selectAll().where('id', '=', 'a').execute()
    for (let n = 0; n < 3; n++) await ask(one.db)
    const { rows } = await sql`select name from pg_prepared_statements where statement like '%"account"%'`.execute(
      one.db,
    )
    expect(rows).toHaveLength(1)

    await sql`alter table account add column note text`.execute(db)
    expect(await ask(one.db)).toEqual([{ id: 'a', balance: 0, note: null }])
    await sql`alter table account drop column note`.execute(db)
    expect(await inTransaction(one.db, ask)).toEqual([{ id: 'a', balance: 0 }])
  })

  test('every session has time-outs', async () => {
    const { db } = await given()
    const names = ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout']
    const { rows } = await sql<{ setting: string }>`
      select setting from pg_settings where name = any(${sql.val(`{${names.join(',')}}`)}::text[])`.execute(db)
    expect(rows.map(({ setting }) => Number(setting)).every((ms) => ms > 0 && ms <= 30_000)).toBe(true)
    expect(rows).toHaveLength(3)
  })

  test('connections that the server ends are replaced: idle, in a statement, and between two of a transaction', async () => {
    const { db, schema } = await given('a')
    const other = await given()

    await terminate(other.db, schema)
    await vi.waitFor(() => raise(db), 5000)

    const sleeping = sql`select pg_sleep(20)`.execute(db)
    await vi.waitFor(async () => {
      const { rows } =
        await sql`select from pg_stat_activity where query like 'select pg_sleep(20)' and state = 'active'
        and application_name = ${`bell ${schema}`}`.execute(other.db)
      expect(rows).toHaveLength(1)
    })
    await Promise.all([
      expect(sleeping).rejects.toMatchObject({ code: 'database_unavailable' }),
      terminate(other.db, schema),
    ])
    const cutOff = inTransaction(db, async (tx) => {
      await raise(tx)
      await terminate(other.db, schema)
      await raise(tx)
    })
    await expect(cutOff).rejects.toMatchObject({ code: 'database_unavailable' })

    expect(await db.selectFrom('account').select('balance').execute()).toEqual([{ balance: 10 }])
  })

  test('while it restarts, it is said to be unavailable at once; after it, all goes on', async () => {
    const gate = await testGate(pgUrl)
    const { schema } = await givenSchema()
    const database = await open(schema, gate.url)

    await gate.shut()
    const began = performance.now()
    const refused = await Promise.allSettled(
      Array.from({ length: 30 }, () => database.db.selectFrom('account').selectAll().execute()),
    )
    expect(refused.every((one) => one.status === 'rejected' && one.reason instanceof DatabaseUnavailable)).toBe(true)
    expect(await database.answers()).toBe(false)
    expect(performance.now() - began).toBeLessThan(4000)
    await gate.open()

    expect(await database.answers()).toBe(true)
  })

  test('a network that stands still is noticed within two seconds', async () => {
    const gate = await testGate(pgUrl)
    const { schema } = await givenSchema()
    const database = await open(schema, gate.url)
    gate.hold()
    const began = performance.now()

    expect(await database.answers()).toBe(false)

    expect(performance.now() - began).toBeLessThan(3000)
    await gate.shut()
  })

  test(
    'a hint is heard again after a network has lost the connection without a word',
    { timeout: 60_000 },
    async () => {
      const gate = await testGate(pgUrl)
      const { schema } = await givenSchema()
      const [near, far] = [await open(schema, gate.url), await open(schema)]
      let heard = 0
      near.hints!.onHint(() => heard++)
      const isHeard = async () => {
        const before = heard
        far.hints!.send()
        await wait(200)
        return heard > before
      }
      await expect.poll(isHeard, { timeout: 10_000 }).toBe(true)

      gate.lose()

      expect(await isHeard()).toBe(false)
      await expect.poll(isHeard, { timeout: 30_000 }).toBe(true)
      await gate.shut()
    },
  )
})
