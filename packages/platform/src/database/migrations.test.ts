import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { testDatabase, testDialect } from '../test-kit/test-database.ts'
import { createTable, openDatabase, type Migration } from './index.ts'

function step(name: string, work: Migration['up'] = async () => {}): Migration {
  return { name, up: work }
}
const makeSong = step('0001-song', async (db, t) => {
  await createTable(db, 'song')
    .addColumn('id', t.text, (column) => column.primaryKey())
    .execute()
})

describe(`on ${testDialect}`, () => {
  test('each runs once, in order, also when others of the series are added', async () => {
    const ran: string[] = []
    const note = (name: string) => step(name, async () => void ran.push(name))
    const { url, schema } = await testDatabase([note('0001-a'), note('0002-b')])

    const again = await openDatabase({ url, schema, migrations: [note('0001-a'), note('0002-b'), note('0003-c')] })

    expect(ran).toEqual(['0001-a', '0002-b', '0003-c'])
    await again.close()
  })

  test('a series of its own grows beside another', async () => {
    const { url, schema } = await testDatabase([step('events-0001-x'), step('0001-a')])

    const again = await openDatabase({
      url,
      schema,
      migrations: [step('events-0001-x'), step('events-0002-y'), step('0001-a')],
    })

    await again.close()
  })

  test('a database from a newer program is refused, and untouched', async () => {
    const { url, schema, db } = await testDatabase<{ migration: { name: string } }>([
      step('0001-a'),
      step('0002-from-the-future'),
    ])

    const older = openDatabase({ url, schema, migrations: [step('0001-a')] })

    await expect(older).rejects.toMatchObject({
      code: 'database_too_new',
      message: expect.stringContaining('0002-from-the-future'),
    })
    expect(await db.selectFrom('migration').select('name').execute()).toHaveLength(2)
  })

  test('one that was slipped in between is refused', async () => {
    const { url, schema } = await testDatabase([step('0002-b')])

    const opening = openDatabase({ url, schema, migrations: [step('0001-a'), step('0002-b')] })

    await expect(opening).rejects.toMatchObject({ code: 'migration_out_of_order' })
  })

  test('one that fails leaves nothing of itself, and runs at the next start', async () => {
    const { url, schema } = await testDatabase([makeSong])
    let fails = true
    const halfway = step('0002-half', async (db, t) => {
      await createTable(db, 'half').addColumn('id', t.text).execute()
      if (fails) throw new Error('power cut')
    })

    await expect(openDatabase({ url, schema, migrations: [makeSong, halfway] })).rejects.toThrow('power cut')
    fails = false
    const again = await openDatabase<{ half: { id: string } }>({ url, schema, migrations: [makeSong, halfway] })

    expect(await again.db.selectFrom('half').selectAll().execute()).toEqual([])
    await again.close()
  })

  test('processes that start at one time migrate once', async () => {
    if (testDialect === 'sqlite') return
    const { url, schema } = await testDatabase([makeSong])
    const second = step('0002-album', async (db, t) => {
      await createTable(db, 'album').addColumn('id', t.text).execute()
    })

    const opened = await Promise.all([1, 2, 3].map(() => openDatabase({ url, schema, migrations: [makeSong, second] })))

    await Promise.all(opened.map((database) => database.close()))
  })
})

test('on sqlite a table can be rebuilt under its references, but not leave rows that refer to nothing', async () => {
  interface Tables {
    song: { id: string }
    play: { songId: string }
  }
  const makePlay = step('0002-play', async (db, t) => {
    await createTable(db, 'play')
      .addColumn('songId', t.text, (column) => column.notNull().references('song.id').onDelete('cascade'))
      .execute()
  })
  const { url, schema, db } = await testDatabase<Tables>([makeSong, makePlay], 'sqlite')
  await db.insertInto('song').values({ id: 'one' }).execute()
  await db.insertInto('play').values({ songId: 'one' }).execute()
  const rebuild = (keep: boolean) =>
    step('0003-rebuild', async (tx, t) => {
      await createTable(tx, 'song2')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .execute()
      if (keep) await sql`insert into song2 select id from song`.execute(tx)
      await tx.schema.dropTable('song').execute()
      await tx.schema.alterTable('song2').renameTo('song').execute()
    })

  const broken = openDatabase({ url, schema, migrations: [makeSong, makePlay, rebuild(false)] })
  await expect(broken).rejects.toMatchObject({ code: 'migration_breaks_references' })
  const rebuilt = await openDatabase<Tables>({ url, schema, migrations: [makeSong, makePlay, rebuild(true)] })

  expect(await rebuilt.db.selectFrom('play').selectAll().execute()).toEqual([{ songId: 'one' }])
  await rebuilt.close()
})

test('an address of neither dialect is refused', async () => {
  await expect(openDatabase({ url: 'mysql://host/db', schema: 'a', migrations: [] })).rejects.toMatchObject({
    code: 'database_url_unknown',
  })
})
