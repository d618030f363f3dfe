import { createTable, type Migration, type TableRegistry } from '@bell/platform/database'
import { eventMigrations, eventTables, type EventTables } from '@bell/platform/events'

export interface ImgTables extends EventTables {
  image: ImageTable
  imageUse: ImageUseTable
  derivative: DerivativeTable
}

export interface ImageTable {
  id: string
  /** The user, or the service account, that put it here. */
  ownerId: string
  /** SHA-256, hex, of the bytes as they came: the same picture of the same owner is kept once. */
  hash: string
  /** Of the picture as it is kept: upright, in px. */
  width: number
  height: number
  /** Of the picture as it is kept. */
  bytes: number
  contentType: string
  /** 1 where parts of it can be seen through. */
  transparent: number
  /** The colour that stands out, #rrggbb. */
  color: string
  createdAt: number
}

/** What a picture belongs to at a service account (a track's cover); it goes with the last of these. */
export interface ImageUseTable {
  imageId: string
  ownerRef: string
}

/** Sizes that were made of a picture, so that they can be deleted with it. */
export interface DerivativeTable {
  imageId: string
  blobKey: string
}

export const imgTables: TableRegistry = { ...eventTables, image: 'moves', imageUse: 'moves', derivative: 'rebuilt' }

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
]
