import { createTable, type Migration } from '@bell/platform/database'

export const ephemeralMigration: Migration = {
  name: '0011-ephemeral',
  async up(db, { text, int }) {
    await createTable(db, 'ephemeral')
      .addColumn('key', text, (column) => column.primaryKey())
      .addColumn('value', text, (column) => column.notNull())
      .addColumn('expiresAt', int, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('ephemeral_by_expiry').on('ephemeral').column('expiresAt').execute()
  },
}
