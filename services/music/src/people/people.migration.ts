import { createTable, type Migration } from '@bell/platform/database'

/** People whose accounts are deleted and may still come back. */
export const peopleMigration: Migration = {
  name: '0009-people',
  async up(db, { text }) {
    await createTable(db, 'leaver')
      .addColumn('userId', text, (column) => column.primaryKey())
      .execute()
  },
}
