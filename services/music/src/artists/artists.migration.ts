import { createTable, type ColumnTypes, type Migration } from '@bell/platform/database'
import { sql, type Kysely } from 'kysely'
import { nameKey } from '../names.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- the tables are what this makes
type AnyDb = Kysely<any>

/** Names that are found by their keys: an artist's other names, and those that credits bear as plain text; photos. */
export const namesMigration: Migration = {
  name: '0005-names',
  async up(db, t) {
    await createNameTables(db, t)
    await db.schema.alterTable('artist').addColumn('photoColor', t.text).execute()
    await addCreditKeys(db, t)
    await fillCreditKeys(db)
    // What is not registered yet, by name: everyone's and each uploader's.
    for (const [index, columns] of [
      ['credit_unregistered', ['nameKey', 'trackId']],
      ['credit_unregistered_own', ['uploaderId', 'nameKey', 'trackId']],
    ] as const) {
      await db.schema
        .createIndex(index)
        .on('credit')
        .columns([...columns])
        .where(sql.ref('artistId'), 'is', null)
        .execute()
    }
    await db.schema
      .createIndex('artist_with_photo')
      .on('artist')
      .column('id')
      .where(sql.ref('photoId'), 'is not', null)
      .execute()
  },
}

async function createNameTables(db: AnyDb, t: ColumnTypes) {
  await createTable(db, 'artistOtherName')
    .addColumn('artistId', t.text, (c) => c.notNull().references('artist.id').onDelete('cascade'))
    .addColumn('nameKey', t.text, (c) => c.notNull())
    .addPrimaryKeyConstraint('artist_other_name', ['artistId', 'nameKey'])
    .execute()
  await db.schema.createIndex('artist_by_other_name').on('artistOtherName').columns(['nameKey', 'artistId']).execute()
  await createTable(db, 'artistNameLock')
    .addColumn('nameKey', t.text, (c) => c.primaryKey())
    .execute()
}

async function addCreditKeys(db: AnyDb, t: ColumnTypes) {
  for (const column of ['nameKey', 'uploaderId']) {
    await db.schema
      .alterTable('credit')
      .addColumn(column, t.text, (c) => c.notNull().defaultTo(''))
      .execute()
  }
}

async function fillCreditKeys(db: AnyDb) {
  const uploader = db.selectFrom('track').select('uploaderId').whereRef('track.id', '=', 'credit.trackId')
  await db.updateTable('credit').set({ uploaderId: uploader }).execute()
  // Only for this: without it each name would read the whole table.
  await db.schema.createIndex('credit_by_name').on('credit').column('name').execute()
  for (let after = ''; ;) {
    const rows = await db
      .selectFrom('credit')
      .select('name')
      .distinct()
      .where('name', '>', after)
      .orderBy('name')
      .limit(500)
      .execute()
    for (const { name } of rows) {
      await db
        .updateTable('credit')
        .set({ nameKey: nameKey(name as string) })
        .where('name', '=', name)
        .execute()
    }
    if (rows.length < 500) break
    after = rows.at(-1)!.name as string
  }
  await db.schema.dropIndex('credit_by_name').execute()
}
