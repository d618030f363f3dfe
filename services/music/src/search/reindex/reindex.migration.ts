import { createTable, type Migration } from '@bell/platform/database'

/** How far a rebuilding of the search indices is, and which process is at it: one row, or none. */
export const reindexMigration: Migration = {
  name: '0011-reindex',
  async up(db, t) {
    await createTable(db, 'reindex')
      .addColumn('id', t.text, (c) => c.primaryKey())
      .addColumn('state', t.text, (c) => c.notNull())
      .addColumn('owner', t.text, (c) => c.notNull())
      .addColumn('leaseUntil', t.int, (c) => c.notNull())
      .execute()
  },
}
