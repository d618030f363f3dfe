import { createTable, type Migration } from '@bell/platform/database'
import { sql } from 'kysely'

/** What each binding of a name changed, so that it can be taken back. */
export const bindingsMigration: Migration = {
  name: '0010-bindings',
  async up(db, t) {
    await createTable(db, 'nameBinding')
      .addColumn('id', t.text, (c) => c.primaryKey())
      .addColumn('artistId', t.text, (c) => c.notNull().references('artist.id').onDelete('cascade'))
      .addColumn('userId', t.text, (c) => c.notNull())
      .addColumn('madeArtist', t.int, (c) => c.notNull())
      .addColumn('undone', t.int, (c) => c.notNull().defaultTo(0))
      .addColumn('createdAt', t.int, (c) => c.notNull())
      .execute()
    await db.schema.createIndex('name_binding_by_artist').on('nameBinding').column('artistId').execute()
    await db.schema.createIndex('name_binding_by_user').on('nameBinding').column('userId').execute()
    await createTable(db, 'droppedCredit')
      .addColumn('bindingId', t.text, (c) => c.notNull().references('nameBinding.id').onDelete('cascade'))
      .addColumn('trackId', t.text, (c) => c.notNull().references('track.id').onDelete('cascade'))
      .addColumn('position', t.int, (c) => c.notNull())
      .addColumn('name', t.text, (c) => c.notNull())
      .addColumn('nameKey', t.text, (c) => c.notNull())
      .addColumn('uploaderId', t.text, (c) => c.notNull())
      .addColumn('role', t.text, (c) => c.notNull())
      .addPrimaryKeyConstraint('droppedCreditKey', ['bindingId', 'trackId', 'position'])
      .execute()
    await db.schema.createIndex('dropped_credit_by_track').on('droppedCredit').column('trackId').execute()
    for (const [table, columns] of [
      ['credit', ['bindingId', 'trackId']],
      ['album', ['bindingId']],
    ] as const) {
      await db.schema.alterTable(table).addColumn('bindingId', t.text).execute()
      await db.schema
        .createIndex(`${table}_by_binding`)
        .on(table)
        .columns([...columns])
        .where(sql.ref('bindingId'), 'is not', null)
        .execute()
    }
  },
}
