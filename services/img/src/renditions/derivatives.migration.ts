import type { Migration } from '@bell/platform/database'

/** Sizes of which it is not known how large they are count nothing, and are the first to go. */
export const derivativeUseMigration: Migration = {
  name: '0005-derivative-use',
  async up(db, t) {
    for (const column of ['bytes', 'usedAt']) {
      await db.schema
        .alterTable('derivative')
        .addColumn(column, t.int, (c) => c.notNull().defaultTo(0))
        .execute()
    }
    await db.schema
      .createIndex('derivative_by_use')
      .on('derivative')
      .columns(['usedAt', 'imageId', 'blobKey'])
      .execute()
  },
}
