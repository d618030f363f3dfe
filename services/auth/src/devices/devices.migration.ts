import { createTable, type Migration } from '@bell/platform/database'

/** Families of refresh tokens, the devices that sessions are on, who has to be told of ends, and what people are told. */
export const devicesMigration: Migration = {
  name: '0008-devices',
  async up(db, { text, int }) {
    await db.schema.alterTable('refreshToken').addColumn('familyId', text).execute()
    await db.schema.alterTable('refreshToken').addColumn('generation', int).execute()
    await createTable(db, 'device')
      .addColumn('uid', text, (column) => column.primaryKey())
      .addColumn('accountId', text, (column) => column.notNull())
      .addColumn('userAgent', text)
      .addColumn('network', text)
      .addColumn('shared', int, (column) => column.notNull())
      .addColumn('signedInAt', int, (column) => column.notNull())
      .addColumn('lastUsedAt', int, (column) => column.notNull())
      .addColumn('expiresAt', int, (column) => column.notNull())
      .execute()
    await db.schema.createIndex('device_by_account').on('device').column('accountId').execute()
    await db.schema.createIndex('device_by_expiry').on('device').column('expiresAt').execute()
    await createTable(db, 'logoutMessage')
      .addColumn('clientId', text, (column) => column.notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('subject', text, (column) => column.notNull())
      .addColumn('accountId', text)
      .addColumn('at', int, (column) => column.notNull())
      .addColumn('revision', int, (column) => column.notNull())
      .addColumn('attempts', int, (column) => column.notNull())
      .addColumn('nextAt', int, (column) => column.notNull())
      .addPrimaryKeyConstraint('logoutMessage_key', ['clientId', 'kind', 'subject'])
      .execute()
    await db.schema.createIndex('logoutMessage_by_turn').on('logoutMessage').columns(['nextAt', 'clientId']).execute()
    await createTable(db, 'notice')
      .addColumn('id', text, (column) => column.primaryKey())
      .addColumn('accountId', text, (column) => column.notNull())
      .addColumn('kind', text, (column) => column.notNull())
      .addColumn('at', int, (column) => column.notNull())
      .addColumn('seenAt', int)
      .execute()
    await db.schema.createIndex('notice_by_account').on('notice').columns(['accountId', 'id']).execute()
  },
}
