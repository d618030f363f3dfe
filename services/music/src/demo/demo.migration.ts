import { createTable, type Migration } from '@bell/platform/database'
import { sql, type Kysely } from 'kysely'

/** How the demonstration catalogue stands, in one row, and its tracks and artists by an index. */
export const demoMigration: Migration = {
  name: '0006-demo',
  // oxlint-disable-next-line typescript/no-explicit-any -- the tables are what this makes
  async up(db: Kysely<any>, t) {
    await createTable(db, 'demo')
      .addColumn('id', t.text, (c) => c.primaryKey())
      .addColumn('state', t.text, (c) => c.notNull())
      .addColumn('userId', t.text, (c) => c.notNull())
      .addColumn('userName', t.text, (c) => c.notNull())
      .addColumn('startedAt', t.int, (c) => c.notNull())
      .execute()
    for (const table of ['track', 'artist']) {
      await db.schema
        .createIndex(`${table}_of_demo`)
        .on(table)
        .column('id')
        .where(sql<boolean>`demo = 1`)
        .execute()
    }
  },
}
