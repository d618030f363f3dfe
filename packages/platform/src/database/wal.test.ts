import { open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { CompiledQuery, sql } from 'kysely'
import { expect, onTestFinished, test, vi } from 'vitest'
import { testDatabase } from '../test-kit/test-database.ts'
import { testFolder } from '../test-kit/test-folder.ts'
import { createTable, inTransaction, type Migration } from './index.ts'
import { createStatements } from './sqlite-statements.ts'
import { createWriter } from './sqlite-writer.ts'

interface Tables {
  page: { id: string; text: string }
}

const migrations: Migration[] = [
  {
    name: '0001-page',
    async up(db, t) {
      await createTable(db, 'page')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('text', t.text, (column) => column.notNull())
        .execute()
    },
  },
]

test('the log is carried into the file while it grows, and begins again', async () => {
  const { db, url } = await testDatabase<Tables>(migrations, 'sqlite')
  const file = url.slice('sqlite:'.length)
  const text = 'x'.repeat(1_000_000)

  for (let n = 0; n < 60; n++)
    await inTransaction(db, (tx) =>
      tx
        .insertInto('page')
        .values({ id: `${n}`, text })
        .execute(),
    )

  expect((await stat(`${file}-wal`)).size).toBeLessThan(25_000_000)
  expect((await stat(file)).size).toBeGreaterThan(40_000_000)
  const { rows } = await sql<{ bytes: number }>`select sum(length(text)) as bytes from page`.execute(db)
  expect(rows).toEqual([{ bytes: 60_000_000 }])
})

/** A writer whose disk answers when told. */
async function writerWithDisk() {
  const { folder, remove } = await testFolder()
  const connection = new DatabaseSync(join(folder, 'file.db'))
  connection.exec('PRAGMA journal_mode = WAL; CREATE TABLE page (id TEXT)')
  const syncs: PromiseWithResolvers<void>[] = []
  const called: (() => void)[] = []
  const writer = createWriter(connection, createStatements(connection), {
    sync() {
      const sync = Promise.withResolvers<void>()
      syncs.push(sync)
      called.shift()?.()
      return sync.promise
    },
  })
  onTestFinished(async () => {
    connection.close()
    await remove()
  })
  return {
    insert: (id: string) => writer.execute(CompiledQuery.raw('insert into page values (?)', [id])),
    nextSync: () => new Promise<void>((resolve) => called.push(resolve)).then(() => syncs.at(-1)!),
    ids: () =>
      connection
        .prepare('select id from page')
        .all()
        .map(({ id }) => id),
  }
}

test('nobody hears of a commit before the disk has it, and nobody writes on it', async () => {
  const { insert, nextSync, ids } = await writerWithDisk()
  const heard: string[] = []
  const syncing = nextSync()
  const first = insert('first').then(() => heard.push('first'))
  const disk = await syncing

  const second = insert('second').then(() => heard.push('second'))
  await new Promise((resolve) => setImmediate(resolve))
  expect([heard, ids()]).toEqual([[], ['first']])

  const again = nextSync()
  disk.resolve()
  await first
  expect(heard).toEqual(['first'])
  ;(await again).resolve()
  await second
})

test('after a sync that failed nothing more is taken', async () => {
  const { insert, nextSync } = await writerWithDisk()
  const failed = { code: 'database_unavailable', cause: new Error('EIO') }
  const syncing = nextSync()
  const lost = expect(insert('lost')).rejects.toMatchObject(failed)
  const disk = await syncing
  const waiting = expect(insert('waiting')).rejects.toMatchObject(failed)
  disk.reject(new Error('EIO'))
  await Promise.all([lost, waiting])
  await expect(insert('later')).rejects.toMatchObject(failed)
})

test('a database whose disk has failed does not say that it answers', async () => {
  const database = await testDatabase<Tables>(migrations, 'sqlite')
  expect(await database.answers()).toBe(true)
  const handle = await open(database.url.slice('sqlite:'.length))
  const files = Object.getPrototypeOf(handle) as typeof handle
  await handle.close()
  vi.spyOn(files, 'datasync').mockRejectedValueOnce(new Error('EIO'))
  onTestFinished(() => void vi.restoreAllMocks())
  const insert = () => database.db.insertInto('page').values({ id: 'lost', text: '' }).execute()

  await expect(insert()).rejects.toMatchObject({ code: 'database_unavailable' })
  await expect(insert()).rejects.toMatchObject({ code: 'database_unavailable' })

  expect(await database.answers()).toBe(false)
})
