import type { Db, Tx } from '@bell/platform/database'
import type { Audience, ImageTable, ImgTables } from '../tables.ts'
import { isHere } from '../people/people.queries.ts'
import type { ImageCursor } from './images.schema.ts'

type Reader = Db<ImgTables> | Tx<ImgTables>

/** A picture, and who sees it all things considered. */
export type ImageRow = ImageTable & { seenBy: Audience; albumCount: number }

/** Pictures that are there: neither deleted nor of someone who has left. */
export function selectImages(db: Reader) {
  return selectAllImages(db).where('image.deletedAt', 'is', null).where(isHere('image.ownerId'))
}

/**
 * Also those that are deleted or whose person has left. The widest of the albums that one is in says who sees it; where
 * it is in none, the picture itself.
 */
export function selectAllImages(db: Reader) {
  return db
    .selectFrom('image')
    .selectAll('image')
    .select((row) => {
      const albums = row
        .selectFrom('albumImage as among')
        .innerJoin('album', 'album.id', 'among.albumId')
        .whereRef('among.imageId', '=', 'image.id')
        .where('album.deletedAt', 'is', null)
      return [
        row.fn
          .coalesce(
            albums.select(({ fn }) => fn.max('album.audience').as('widest')),
            'image.audience',
          )
          .$castTo<Audience>()
          .as('seenBy'),
        row.fn
          .coalesce(
            albums.select(({ fn }) => fn.countAll<number>().as('count')),
            row.lit(0),
          )
          .$castTo<number>()
          .as('albumCount'),
      ]
    })
}

export function findImage(db: Reader, id: string): Promise<ImageRow | undefined> {
  return selectImages(db).where('image.id', '=', id).executeTakeFirst()
}

/** By the index image_by_public_id. */
export function findImageByPublicId(db: Reader, publicId: string): Promise<ImageRow | undefined> {
  return selectImages(db).where('image.publicId', '=', publicId).executeTakeFirst()
}

/** By the unique index image_by_content; also one that is deleted. */
export function findImageByContent(db: Reader, ownerId: string, hash: string) {
  return db.selectFrom('image').selectAll().where('ownerId', '=', ownerId).where('hash', '=', hash).executeTakeFirst()
}

/** By the key of imageUpload; also one that is deleted. */
export function findImageOfUpload(db: Reader, uploadId: string) {
  return db
    .selectFrom('imageUpload')
    .innerJoin('image', 'image.id', 'imageUpload.imageId')
    .select(['image.id', 'image.ownerId'])
    .where('imageUpload.uploadId', '=', uploadId)
    .executeTakeFirst()
}

/** Newest first, from after the cursor. Read by the index image_by_owner. @param alone those that are in no album */
export function listImages(
  db: Reader,
  { ownerId, limit, after, alone }: { ownerId: string; limit: number; after?: ImageCursor | undefined; alone: boolean },
): Promise<ImageRow[]> {
  return selectImages(db)
    .where('image.ownerId', '=', ownerId)
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('image.createdAt', 'image.id'), '<', where.tuple(...after!))),
    )
    .$if(alone, (query) =>
      query.where((row) =>
        row.not(
          row.exists(
            row
              .selectFrom('albumImage as held')
              .innerJoin('album as holder', 'holder.id', 'held.albumId')
              .select('held.imageId')
              .whereRef('held.imageId', '=', 'image.id')
              .where('holder.deletedAt', 'is', null),
          ),
        ),
      ),
    )
    .orderBy('image.createdAt', 'desc')
    .orderBy('image.id', 'desc')
    .limit(limit)
    .execute()
}

/** @returns whether it was added; false where the owner has this picture already. */
export async function insertImage(tx: Tx<ImgTables>, image: ImageTable) {
  const result = await tx
    .insertInto('image')
    .values(image)
    .onConflict((conflict) => conflict.columns(['ownerId', 'hash']).doNothing())
    .executeTakeFirst()
  return (result.numInsertedOrUpdatedRows ?? 0n) > 0n
}

/** Locks pictures until the commit: whoever judges one by what it is reads it after this. */
export async function lockImages(tx: Tx<ImgTables>, ids: readonly string[]) {
  await tx
    .updateTable('image')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', 'in', ids)
    .execute()
}

/** @returns whose it was, and its last revision; undefined where there was none to delete */
export function deleteImageRow(tx: Tx<ImgTables>, id: string) {
  return tx.deleteFrom('image').where('id', '=', id).returning(['ownerId', 'revision']).executeTakeFirst()
}

export async function insertUse(tx: Tx<ImgTables>, imageId: string, ownerRef: string) {
  await tx
    .insertInto('imageUse')
    .values({ imageId, ownerRef })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** @returns whether other uses are left. */
export async function deleteUse(tx: Tx<ImgTables>, imageId: string, ownerRef: string) {
  await tx.deleteFrom('imageUse').where('imageId', '=', imageId).where('ownerRef', '=', ownerRef).execute()
  const left = await tx.selectFrom('imageUse').select('ownerRef').where('imageId', '=', imageId).executeTakeFirst()
  return left !== undefined
}
