import { createTable, type Migration } from '@bell/platform/database'

export const profilePicturesMigration: Migration = {
  name: '0007-profile-pictures',
  async up(db, t) {
    await createTable(db, 'profilePicture')
      .addColumn('userId', t.text, (c) => c.primaryKey())
      .addColumn('imageId', t.text)
      .addColumn('revision', t.int, (c) => c.notNull())
      .execute()
  },
}
