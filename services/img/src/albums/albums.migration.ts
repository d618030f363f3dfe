import { createTable, type Migration } from '@bell/platform/database'

export const albumsMigration: Migration = {
  name: '0004-albums',
  async up(db, t) {
    const alter = () => db.schema.alterTable('image')
    // Until now every picture was public, under its own id.
    await alter().addColumn('publicId', t.text).execute()
    await alter()
      .addColumn('audience', t.int, (c) => c.notNull().defaultTo(2))
      .execute()
    for (const text of ['title', 'caption']) {
      await alter()
        .addColumn(text, t.text, (c) => c.notNull().defaultTo(''))
        .execute()
    }
    for (const number of ['animated', 'updatedAt', 'revision']) {
      await alter()
        .addColumn(number, t.int, (c) => c.notNull().defaultTo(0))
        .execute()
    }
    await alter().addColumn('latitude', t.real).execute()
    await alter().addColumn('longitude', t.real).execute()
    await alter().addColumn('deletedAt', t.int).execute()
    await alter().addColumn('deletedWith', t.text).execute()
    await db
      .updateTable('image')
      .set((row) => ({ publicId: row.ref('id'), updatedAt: row.ref('createdAt') }))
      .execute()
    await db.schema.createIndex('image_by_public_id').on('image').column('publicId').unique().execute()
    await db.schema
      .createIndex('image_deleted')
      .on('image')
      .column('deletedAt')
      .where('deletedAt', 'is not', null)
      .execute()
    await db.schema
      .createIndex('image_deleted_with')
      .on('image')
      .column('deletedWith')
      .where('deletedWith', 'is not', null)
      .execute()

    await createTable(db, 'imageUpload')
      .addColumn('uploadId', t.text, (c) => c.primaryKey())
      .addColumn('imageId', t.text, (c) => c.notNull().references('image.id').onDelete('cascade'))
      .execute()
    await db.schema.createIndex('imageUpload_by_image').on('imageUpload').column('imageId').execute()

    await createTable(db, 'album')
      .addColumn('id', t.text, (c) => c.primaryKey())
      .addColumn('ownerId', t.text, (c) => c.notNull())
      .addColumn('ownerName', t.text, (c) => c.notNull())
      .addColumn('title', t.text, (c) => c.notNull())
      .addColumn('description', t.text, (c) => c.notNull())
      .addColumn('audience', t.int, (c) => c.notNull())
      .addColumn('publicId', t.text, (c) => c.unique())
      .addColumn('coverId', t.text)
      .addColumn('imageCount', t.int, (c) => c.notNull())
      .addColumn('createdAt', t.int, (c) => c.notNull())
      .addColumn('updatedAt', t.int, (c) => c.notNull())
      .addColumn('deletedAt', t.int)
      .addColumn('revision', t.int, (c) => c.notNull())
      .execute()
    await db.schema.createIndex('album_by_owner').on('album').columns(['ownerId', 'createdAt', 'id']).execute()
    await db.schema.createIndex('album_by_age').on('album').columns(['createdAt', 'id']).execute()
    await db.schema
      .createIndex('album_deleted')
      .on('album')
      .column('deletedAt')
      .where('deletedAt', 'is not', null)
      .execute()

    await createTable(db, 'albumImage')
      .addColumn('albumId', t.text, (c) => c.notNull().references('album.id').onDelete('cascade'))
      .addColumn('imageId', t.text, (c) => c.notNull().references('image.id').onDelete('cascade'))
      .addColumn('place', t.text, (c) => c.notNull())
      .addPrimaryKeyConstraint('albumImage_key', ['albumId', 'imageId'])
      .execute()
    await db.schema
      .createIndex('albumImage_by_place')
      .on('albumImage')
      .columns(['albumId', 'place', 'imageId'])
      .execute()
    await db.schema.createIndex('albumImage_by_image').on('albumImage').column('imageId').execute()
  },
}
