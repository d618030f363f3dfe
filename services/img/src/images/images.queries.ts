import type { Db, Tx } from '@bell/platform/database'
import type { ImageTable, ImgTables } from '../tables.ts'
import { leavers } from '../people/people.queries.ts'
import type { ImageCursor } from './images.schema.ts'

/** Not where its person has left. */
export function findImage(db: Db<ImgTables> | Tx<ImgTables>, id: string) {
  return db
    .selectFrom('image')
    .selectAll()
    .where('id', '=', id)
    .where('ownerId', 'not in', leavers(db))
    .executeTakeFirst()
}

/** By the unique index image_by_content. */
export function findImageByContent(db: Db<ImgTables> | Tx<ImgTables>, ownerId: string, hash: string) {
  return db.selectFrom('image').selectAll().where('ownerId', '=', ownerId).where('hash', '=', hash).executeTakeFirst()
}

/** Newest first, from after the cursor. Read by the index image_by_owner. */
export function listImages(db: Db<ImgTables>, ownerId: string, limit: number, after?: ImageCursor) {
  return db
    .selectFrom('image')
    .selectAll()
    .where('ownerId', '=', ownerId)
    .where('ownerId', 'not in', leavers(db))
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('createdAt', 'id'), '<', where.tuple(...after!))),
    )
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
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

/** @returns whether there was one to delete. */
export async function deleteImage(tx: Tx<ImgTables>, id: string) {
  return (await tx.deleteFrom('image').where('id', '=', id).executeTakeFirst()).numDeletedRows > 0n
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

export async function insertDerivative(tx: Tx<ImgTables>, derivative: { imageId: string; blobKey: string }) {
  await tx
    .insertInto('derivative')
    .values(derivative)
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

export function listDerivatives(db: Db<ImgTables>, imageId: string) {
  return db.selectFrom('derivative').select('blobKey').where('imageId', '=', imageId).execute()
}

export async function deleteDerivative(tx: Tx<ImgTables>, { imageId, blobKey }: { imageId: string; blobKey: string }) {
  await tx.deleteFrom('derivative').where('imageId', '=', imageId).where('blobKey', '=', blobKey).execute()
}
