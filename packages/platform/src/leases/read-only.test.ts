import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { createTable, inTransaction, openDatabase, type Migration } from '../database/index.ts'
import { testDatabase, testDialect } from '../test-kit/test-database.ts'
import { leaseMigrations, type LeaseTables } from './lease.tables.ts'
import { beginReadOnly, endReadOnly, forGood, isForGood, keepReadOnly } from './read-only.ts'

interface Tables extends LeaseTables {
  note: { id: string; text: string }
}

const migrations: Migration[] = [
  ...leaseMigrations,
  {
    name: '0001-notes',
    async up(db, t) {
      await createTable(db, 'note')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('text', t.text, (column) => column.notNull())
        .execute()
    },
  },
]

const long = 60_000
const refused = expect.objectContaining({ code: 'read_only' }) as unknown

describe(`on ${testDialect}`, () => {
  /** The database as two processes see it. */
  async function given() {
    const mine = await testDatabase<Tables>(migrations)
    const { url, schema } = mine
    const theirs = await openDatabase<Tables>({ url, schema, migrations })
    const { db } = theirs
    await db.insertInto('note').values({ id: 'a', text: 'first' }).execute()
    const leases = mine.db as unknown as Parameters<typeof beginReadOnly>[0]
    return { mine, leases, theirs: db, closeTheirs: theirs.close }
  }

  test('nobody writes, everybody reads, and afterwards all is as it was', async () => {
    const { leases, theirs, closeTheirs } = await given()
    const token = await beginReadOnly(leases, ['note'], long)

    const writes = [
      theirs.insertInto('note').values({ id: 'b', text: '' }).execute(),
      theirs
        .insertInto('note')
        .values({ id: 'a', text: '' })
        .onConflict((c) => c.doNothing())
        .execute(),
      theirs.updateTable('note').set({ text: '' }).execute(),
      theirs.deleteFrom('note').execute(),
      inTransaction(theirs, (tx) => tx.updateTable('note').set({ text: '' }).returning('id').execute()),
    ]
    expect((await Promise.allSettled(writes)).map((each) => each.status === 'rejected' && each.reason)).toEqual(
      writes.map(() => refused),
    )
    expect(await theirs.selectFrom('note').selectAll().execute()).toEqual([{ id: 'a', text: 'first' }])
    expect(await beginReadOnly(leases, ['note'], long)).toBeUndefined()

    expect(await keepReadOnly(leases, token!, forGood)).toBe(true)
    expect(await isForGood(leases)).toBe(true)
    await endReadOnly(leases, ['note'])
    expect(await isForGood(leases)).toBe(false)
    await theirs.deleteFrom('note').execute()
    await closeTheirs()
  })

  test('it ends by itself when nobody keeps it, and who comes too late is told', async () => {
    const { leases, theirs, closeTheirs } = await given()
    const token = await beginReadOnly(leases, ['note'], 100)
    await wait(150)

    await theirs.updateTable('note').set({ text: 'changed' }).execute()
    expect(await keepReadOnly(leases, token!, long)).toBe(false)
    expect(await keepReadOnly(leases, token!, forGood)).toBe(false)
    await closeTheirs()
  })

  test('for good is for good, also where a word of before comes after it', async () => {
    const { leases, closeTheirs } = await given()
    const token = await beginReadOnly(leases, ['note'], long)
    await keepReadOnly(leases, token!, forGood)

    expect(await keepReadOnly(leases, token!, 1)).toBe(true)

    expect(await isForGood(leases)).toBe(true)
    await endReadOnly(leases, ['note'])
    expect(await isForGood(leases)).toBe(false)
    await closeTheirs()
  })

  test('what was being written when it began is waited for', async () => {
    const { mine, leases, theirs, closeTheirs } = await given()
    const written = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    const writing = inTransaction(theirs, async (tx) => {
      await tx.updateTable('note').set({ text: 'late' }).execute()
      written.resolve()
      await goOn.promise
    })
    await written.promise
    const beginning = beginReadOnly(leases, ['note'], long)
    expect(await Promise.race([beginning, wait(300, 'waits')])).toBe('waits')
    goOn.resolve()
    await Promise.all([writing, beginning])

    const now = await mine.snapshot()
    expect(await now.db.selectFrom('note').select('text').execute()).toEqual([{ text: 'late' }])
    await now.close()
    await closeTheirs()
  })

  test('a snapshot, and another at the same moment, stay as they are while others write', async () => {
    const { mine, theirs, closeTheirs } = await given()
    const first = await mine.snapshot()
    await theirs.updateTable('note').set({ text: 'second' }).execute()
    const again = await mine.snapshot(first)

    const texts = ({ db }: typeof first) => db.selectFrom('note').select('text').execute()
    expect(await texts(first)).toEqual([{ text: 'first' }])
    if (first.name !== undefined) expect(await texts(again)).toEqual([{ text: 'first' }])
    await expect(first.db.deleteFrom('note').execute()).rejects.toThrow()
    await Promise.all([first.close(), again.close()])
    await closeTheirs()
  })
})
