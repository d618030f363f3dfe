import { createTable, type Migration } from '@bell/platform/database'

/** Heads of MP4 files, made of contents that have no table to seek by. */
export const seekIndexMigration: Migration = {
  name: '0008-seek-index',
  async up(db, t) {
    await createTable(db, 'seekIndex')
      .addColumn('contentHash', t.text, (c) => c.primaryKey().references('blob.hash').onDelete('cascade'))
      .addColumn('head', t.bytes, (c) => c.notNull())
      .addColumn('headBytes', t.int, (c) => c.notNull())
      .addColumn('dataStart', t.int, (c) => c.notNull())
      .execute()
  },
}
