import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testDatabase, testDialect } from '../test-kit/test-database.ts'
import { afterCommit, createTable, inTransaction, isUniqueViolation, type Migration } from './index.ts'

interface Tables {
  account: { id: string; balance: number }
  entry: { id: string; accountId: string; amount: number; note: string | null; picture: Uint8Array | null }
}

const migrations: Migration[] = [
  {
    name: '0001-accounts',
    async up(db, t) {
      await createTable(db, 'account')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('balance', t.int, (column) => column.notNull())
        .execute()
      await createTable(db, 'entry')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('accountId', t.text, (column) => column.notNull().references('account.id'))
        .addColumn('amount', t.int, (column) => column.notNull())
        .addColumn('note', t.text)
        .addColumn('picture', t.bytes)
        .execute()
    },
  },
]

describe(`on ${testDialect}`, () => {
  async function given(...ids: string[]) {
    const { db } = await testDatabase<Tables>(migrations)
    for (const id of ids) await db.insertInto('account').values({ id, balance: 0 }).execute()
    return db
  }
  const entry = (id: string, accountId: string, amount = 1) => ({ id, accountId, amount, note: null, picture: null })

  test('text, numbers, bytes and null come back as they went in', async () => {
    const db = await given('mina')
    const row = {
      ...entry('e', 'mina', Number.MAX_SAFE_INTEGER),
      note: '노래 🎵 “é”',
      picture: Uint8Array.of(0, 255, 7),
    }
    await db.insertInto('entry').values(row).execute()

    const found = await db.selectFrom('entry').selectAll().executeTakeFirstOrThrow()

    expect({ ...found, picture: Uint8Array.from(found.picture!) }).toEqual(row)
    expect((await db.selectFrom('entry').select('note').executeTakeFirstOrThrow()).constructor).toBe(Object)
  })

  test('counts and sums are numbers', async () => {
    const db = await given('mina', 'joon')
    await db
      .insertInto('entry')
      .values([entry('1', 'mina', 5), entry('2', 'mina', 6)])
      .execute()

    const found = await db
      .selectFrom('entry')
      .select(({ fn }) => [fn.countAll().as('count'), fn.sum('amount').as('sum')])
      .executeTakeFirst()

    expect(found).toEqual({ count: 2, sum: 11 })
  })

  test.each([
    ['NUL in text', { note: 'a\0b' }, 'text_has_nul'],
    ['an integer beyond 2^53', { amount: 2 ** 53 }, 'integer_too_large'],
    ['a bigint beyond 2^53', { amount: (2n ** 60n) as unknown as number }, 'integer_too_large'],
    ['a boolean', { amount: true as unknown as number }, 'value_unfit'],
  ])('%s is refused with a code', async (_, part, code) => {
    const db = await given('mina')

    const insert = db.insertInto('entry').values({ ...entry('e', 'mina'), ...part })

    await expect(insert.execute()).rejects.toMatchObject({ code })
  })

  test('an integer that grew beyond 2^53 inside the database is refused when it is read', async () => {
    const db = await given('mina')
    await sql`update account set balance = 9007199254740993`.execute(db)

    await expect(db.selectFrom('account').selectAll().execute()).rejects.toMatchObject({ code: 'integer_too_large' })
  })

  test('text is ordered by its bytes, whatever the locale', async () => {
    const db = await given('b', 'A', 'a', 'B', 'é', '_')

    const rows = await db.selectFrom('account').select('id').orderBy('id').execute()

    expect(rows.map((row) => row.id)).toEqual(['A', 'B', '_', 'a', 'b', 'é'])
  })

  test('a reference to nothing and a second row of one key are refused', async () => {
    const db = await given('mina')

    await expect(db.insertInto('entry').values(entry('e', 'nobody')).execute()).rejects.toThrow(/foreign key/i)
    const twice = await db
      .insertInto('account')
      .values({ id: 'mina', balance: 0 })
      .execute()
      .catch((error: unknown) => error)
    expect(isUniqueViolation(twice)).toBe(true)
  })

  test('a transaction that throws leaves nothing, and those beside it stand', async () => {
    const db = await given('mina')
    const work = (id: string, fails: boolean) =>
      inTransaction(db, async (tx) => {
        await tx.insertInto('entry').values(entry(id, 'mina')).execute()
        if (fails) throw new Error('changed my mind')
      })

    const results = await Promise.allSettled([work('1', false), work('2', true), work('3', false)])

    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await db.selectFrom('entry').select('id').orderBy('id').execute()).toEqual([{ id: '1' }, { id: '3' }])
  })

  test('a statement that fails inside a transaction can be survived on SQLite, and is undone alone', async () => {
    if (testDialect === 'postgres') return
    const db = await given('mina')
    await inTransaction(db, async (tx) => {
      await tx.insertInto('entry').values(entry('1', 'mina')).execute()
      await expect(tx.insertInto('entry').values(entry('1', 'mina')).execute()).rejects.toThrow()
      await tx.insertInto('entry').values(entry('2', 'mina')).execute()
    })

    expect(await db.selectFrom('entry').select('id').execute()).toHaveLength(2)
  })

  test('an open transaction never holds up a read, and is not seen by it', async () => {
    const db = await given('mina')
    const written = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const open = inTransaction(db, async (tx) => {
      await tx.updateTable('account').set({ balance: 7 }).execute()
      written.resolve()
      await release.promise
      return tx.selectFrom('account').select('balance').executeTakeFirst()
    })
    await written.promise

    expect(await db.selectFrom('account').select('balance').executeTakeFirst()).toEqual({ balance: 0 })
    release.resolve()
    expect(await open).toEqual({ balance: 7 })
    expect(await db.selectFrom('account').select('balance').executeTakeFirst()).toEqual({ balance: 7 })
  })

  test('work that lost against another transaction runs again', async () => {
    const db = await given('mina')
    let attempts = 0

    await inTransaction(db, async (tx) => {
      attempts++
      await tx
        .insertInto('entry')
        .values(entry(`try ${attempts}`, 'mina'))
        .execute()
      if (attempts < 3) throw Object.assign(new Error('deadlock detected'), { code: '40P01' })
    })

    expect(await db.selectFrom('entry').select('id').execute()).toEqual([{ id: 'try 3' }])
  })

  test('what waits for a commit is called once after it, and never after a rollback', async () => {
    const db = await given('mina')
    const calls: unknown[] = []
    const listener = (committed: unknown) => calls.push(committed)

    await inTransaction(db, async (tx) => {
      afterCommit(tx, listener)
      afterCommit(tx, listener)
      await tx.updateTable('account').set({ balance: 1 }).execute()
      expect(calls).toHaveLength(0)
    })
    const failing = inTransaction(db, async (tx) => {
      afterCommit(tx, listener)
      throw new Error('no')
    })

    await expect(failing).rejects.toThrow('no')
    expect(calls).toEqual([db])
  })

  test('transactions that run at one time give what they would one after the other', async () => {
    const db = await given('a', 'b', 'c')
    const account = fc.constantFrom('a', 'b', 'c')
    const transfer = fc.record({ from: account, to: account, amount: fc.nat(9), fails: fc.boolean() })
    const balances = async () =>
      new Map((await db.selectFrom('account').selectAll().execute()).map((row) => [row.id, row.balance]))

    await fc.assert(
      fc.asyncProperty(fc.array(transfer, { maxLength: 12 }), async (transfers) => {
        const expected = await balances()
        for (const { from, to, amount } of transfers.filter((each) => !each.fails)) {
          expected.set(from, expected.get(from)! - amount)
          expected.set(to, expected.get(to)! + amount)
        }

        await Promise.allSettled(
          transfers.map(({ from, to, amount, fails }) =>
            inTransaction(db, async (tx) => {
              // Locked in one order, so that PostgreSQL need not break deadlocks.
              const rows = await tx.selectFrom('account').selectAll().orderBy('id').forUpdate().execute()
              const balance = new Map(rows.map((row) => [row.id, row.balance]))
              balance.set(from, balance.get(from)! - amount)
              balance.set(to, balance.get(to)! + amount)
              for (const [id, value] of balance)
                await tx.updateTable('account').set({ balance: value }).where('id', '=', id).execute()
              if (fails) throw new Error('fails')
            }),
          ),
        )

        expect(await balances()).toEqual(expected)
      }),
      { numRuns: testDialect === 'sqlite' ? 40 : 10 },
    )
  })
})
