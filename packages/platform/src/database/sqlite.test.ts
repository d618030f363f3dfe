import { readFile, stat } from 'node:fs/promises'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { isDiskFull } from '../disk/index.ts'
import { testDatabase } from '../test-kit/test-database.ts'
import { createTable, inTransaction, openDatabase, type Migration } from './index.ts'

interface Tables {
  page: { id: string; text: string; parent: string | null }
}

const migrations: Migration[] = [
  {
    name: '0001-page',
    async up(db, t) {
      await createTable(db, 'page')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('text', t.text, (column) => column.notNull())
        .addColumn('parent', t.text, (column) =>
          column.references('page.id').modifyEnd(sql`deferrable initially deferred`),
        )
        .execute()
    },
  },
]

const given = () => testDatabase<Tables>(migrations, 'sqlite')
const page = (id: string, parent: string | null = null) => ({ id, text: 'text', parent })

/** Commits are counted where they are made durable: frames of the write-ahead log that end a transaction. */
async function countCommits(url: string) {
  const wal = await readFile(`${url.slice('sqlite:'.length)}-wal`)
  const pageSize = wal.readUInt32BE(8)
  let commits = 0
  for (let frame = 32; frame + 24 + pageSize <= wal.length; frame += 24 + pageSize)
    if (wal.readUInt32BE(frame + 4) !== 0) commits++
  return commits
}

test.skipIf(process.platform === 'win32')('a database is its owner’s alone, with the files beside it', async () => {
  const { url } = await given()
  const file = url.slice('sqlite:'.length)

  for (const one of [file, `${file}-wal`, `${file}-shm`]) expect((await stat(one)).mode & 0o777).toBe(0o600)
})

test('writers that wait together share one commit', async () => {
  const { db, url } = await given()
  const before = await countCommits(url)

  await Promise.all(
    Array.from({ length: 100 }, (_, n) =>
      inTransaction(db, (tx) =>
        tx
          .insertInto('page')
          .values(page(`${n}`))
          .execute(),
      ),
    ),
  )

  expect(await db.selectFrom('page').select('id').execute()).toHaveLength(100)
  expect((await countCommits(url)) - before).toBeLessThan(10)
})

test('when the shared commit fails, everyone in it hears so, and nothing of it stays', async () => {
  const { db } = await given()

  const results = await Promise.allSettled([
    inTransaction(db, (tx) => tx.insertInto('page').values(page('good')).execute()),
    inTransaction(db, (tx) => tx.insertInto('page').values(page('orphan', 'nowhere')).execute()),
    db.insertInto('page').values(page('alone')).execute(),
  ])

  expect(results.map((result) => result.status)).toEqual(['rejected', 'rejected', 'rejected'])
  expect(await db.selectFrom('page').selectAll().execute()).toEqual([])
  await db.insertInto('page').values(page('later')).execute()
  expect(await db.selectFrom('page').select('id').execute()).toEqual([{ id: 'later' }])
})

test('a full disk fails the group and not the database', async () => {
  const { db } = await given()
  await db.insertInto('page').values(page('first')).execute()
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(db)
  await sql`pragma max_page_count = ${sql.lit(rows[0]!.page_count + 2)}`.execute(db)
  const big = 'x'.repeat(100_000)

  const results = await Promise.allSettled([
    inTransaction(db, (tx) =>
      tx
        .insertInto('page')
        .values({ ...page('big'), text: big })
        .execute(),
    ),
    inTransaction(db, (tx) => tx.insertInto('page').values(page('small')).execute()),
  ])

  expect(isDiskFull((results[0] as PromiseRejectedResult).reason)).toBe(true)
  const kept = results[1]!.status === 'fulfilled' ? ['first', 'small'] : ['first']
  expect((await db.selectFrom('page').select('id').orderBy('id').execute()).map((row) => row.id)).toEqual(kept)
  await db.insertInto('page').values(page('later')).execute()
})

test('a query that was not awaited cannot write after its transaction', async () => {
  const { db } = await given()
  const late = Promise.withResolvers<void>()
  let stray: Promise<unknown> | undefined

  await inTransaction(db, async (tx) => {
    stray = late.promise.then(() => tx.insertInto('page').values(page('stray')).execute())
    stray.catch(() => {})
  })
  late.resolve()

  await expect(stray).rejects.toThrow()
  expect(await db.selectFrom('page').selectAll().execute()).toEqual([])
})

test('closing waits for what is being written', async () => {
  const database = await given()
  const again = await openDatabase<Tables>({ url: database.url, schema: 'test', migrations })
  const writes = Array.from({ length: 20 }, (_, n) =>
    again.db
      .insertInto('page')
      .values(page(`${n}`))
      .execute(),
  )

  // The writes have to stand in the queue first: what comes after close is refused.
  await Promise.resolve()
  await Promise.all([...writes, again.close()])

  expect(await database.db.selectFrom('page').select('id').execute()).toHaveLength(20)
  await expect(again.db.selectFrom('page').selectAll().execute()).rejects.toThrow()
})

test('a second process that writes is waited for without stopping the event loop', async () => {
  const { db, url } = await given()
  const other = await openDatabase<Tables>({ url, schema: 'test', migrations })
  const holding = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const held = inTransaction(other.db, async (tx) => {
    await tx.insertInto('page').values(page('other')).execute()
    holding.resolve()
    await release.promise
  })
  await holding.promise

  const mine = db.insertInto('page').values(page('mine')).execute()
  setTimeout(release.resolve, 20)
  await Promise.all([held, mine])

  expect(await db.selectFrom('page').select('id').orderBy('id').execute()).toEqual([{ id: 'mine' }, { id: 'other' }])
  await other.close()
})

test('transactions that only read, one after the other, leave the event loop its turns', async () => {
  const { db } = await given()
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  const end = performance.now() + 50

  while (performance.now() < end) await inTransaction(db, (tx) => tx.selectFrom('page').selectAll().execute())

  clearInterval(counting)
  expect(turns).toBeGreaterThan(5)
})

test('columns hold their type and nothing else', async () => {
  const { db } = await given()
  await expect(sql`insert into page (id, text) values ('a', x'00')`.execute(db)).rejects.toThrow(/BLOB/)
})

test('a second statement in one query is refused, not left out', async () => {
  const { db } = await given()
  await expect(sql`delete from page; delete from page`.execute(db)).rejects.toThrow(/One statement/)
})
