import type { Migration } from '@bell/platform/database'
import { sql } from 'kysely'

/** What was deleted, when, and with what, so that it can be brought back together, and found when its time is over. */
export const deletingMigration: Migration = {
  name: '0007-deleting',
  async up(db, { text }) {
    for (const table of ['track', 'artist']) {
      await db.schema.alterTable(table).addColumn('deletedWith', text).execute()
      await db.schema
        .createIndex(`${table}_deleted`)
        .on(table)
        .columns(['deletedAt', 'id'])
        .where(sql.ref('deletedAt'), 'is not', null)
        .execute()
      await db.schema
        .createIndex(`${table}_deleted_with`)
        .on(table)
        .columns(['deletedWith', 'id'])
        .where(sql.ref('deletedWith'), 'is not', null)
        .execute()
    }
    await db.schema.createIndex('artist_by_creator').on('artist').column('createdBy').execute()
    await db.schema.createIndex('track_by_uploader').on('track').columns(['uploaderId', 'id']).execute()
    // Only a person who goes is looked for by this.
    await db.schema.createIndex('play_by_user').on('play').column('userId').execute()
  },
}
