import { createTable, type Migration } from '@bell/platform/database'
import { eventMigrations } from '@bell/platform/events'
import { albumsMigration } from './albums/albums.migration.ts'
import { derivativeUseMigration } from './renditions/derivatives.migration.ts'
import { profilePicturesMigration } from './people/pictures.migration.ts'
import { uploadsMigration } from './uploads/uploads.migration.ts'
import { leaseMigrations } from '@bell/platform/leases'
import { sessionMigrations } from '@bell/platform/session'

export const imgMigrations: Migration[] = [
  ...eventMigrations,
  {
    name: '0001-images',
    async up(db, t) {
      await createTable(db, 'image')
        .addColumn('id', t.text, (c) => c.primaryKey())
        .addColumn('ownerId', t.text, (c) => c.notNull())
        .addColumn('hash', t.text, (c) => c.notNull())
        .addColumn('width', t.int, (c) => c.notNull())
        .addColumn('height', t.int, (c) => c.notNull())
        .addColumn('bytes', t.int, (c) => c.notNull())
        .addColumn('contentType', t.text, (c) => c.notNull())
        .addColumn('transparent', t.int, (c) => c.notNull())
        .addColumn('color', t.text, (c) => c.notNull())
        .addColumn('createdAt', t.int, (c) => c.notNull())
        .addUniqueConstraint('image_by_content', ['ownerId', 'hash'])
        .execute()
      await db.schema.createIndex('image_by_owner').on('image').columns(['ownerId', 'createdAt', 'id']).execute()
      await createTable(db, 'imageUse')
        .addColumn('imageId', t.text, (c) => c.notNull().references('image.id').onDelete('cascade'))
        .addColumn('ownerRef', t.text, (c) => c.notNull())
        .addPrimaryKeyConstraint('imageUse_key', ['imageId', 'ownerRef'])
        .execute()
      // No reference to the picture: the rows outlive it until its blobs are deleted.
      await createTable(db, 'derivative')
        .addColumn('imageId', t.text, (c) => c.notNull())
        .addColumn('blobKey', t.text, (c) => c.notNull())
        .addPrimaryKeyConstraint('derivative_key', ['imageId', 'blobKey'])
        .execute()
    },
  },
  {
    name: '0002-people',
    async up(db, t) {
      await createTable(db, 'leaver')
        .addColumn('userId', t.text, (c) => c.primaryKey())
        .execute()
    },
  },
  {
    name: '0003-unfinished-images',
    async up(db, t) {
      await createTable(db, 'unfinishedImage')
        .addColumn('id', t.text, (c) => c.primaryKey())
        .addColumn('begunAt', t.int, (c) => c.notNull())
        .execute()
    },
  },
  albumsMigration,
  derivativeUseMigration,
  uploadsMigration,
  profilePicturesMigration,
  ...sessionMigrations,
  ...leaseMigrations,
]
