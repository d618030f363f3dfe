import type { Migration } from '@bell/platform/database'
import { sql } from 'kysely'

/**
 * Of indices that look equally good to it SQLite takes the youngest. Since track_by_uploader came, that was the one of all
 * tracks of a person: each list of someone with 20,000 tracks read them all, to find no drafts.
 */
export const ownIndexMigration: Migration = {
  name: '0011-own-index',
  async up(db) {
    await db.schema.dropIndex('track_own_by_added').execute()
    await db.schema
      .createIndex('track_own_by_added')
      .on('track')
      .columns(['uploaderId', 'id'])
      .where(sql<boolean>`audience = 0`)
      .execute()
  },
}
