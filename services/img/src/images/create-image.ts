import { buffer } from 'node:stream/consumers'
import { inTransaction } from '@bell/platform/database'
import { AppError, type User } from '@bell/platform/http'
import { completeUpload, discardUpload, getUpload } from '@bell/platform/uploads'
import { appendImages } from '../albums/album-images.ts'
import { getEditableAlbum } from '../albums/albums.ts'
import type { ImgDeps } from '../deps.ts'
import type { InTurn } from '../sharp/turns.ts'
import { findImageOfUpload } from './images.queries.ts'
import type { NewImage } from './images.schema.ts'
import { photograph, storeImage } from './store-image.ts'

/**
 * Makes a picture of an upload, which then goes; the same upload again is the same picture. What is refused for its
 * content goes too.
 * @throws upload_not_found, upload_expired, upload_incomplete; album_not_found, not_your_album; what storeImage throws
 */
export async function createImage(
  deps: ImgDeps,
  inTurn: InTurn,
  user: User,
  { uploadId, albumId, title, caption = '', keepPosition }: NewImage,
): Promise<{ id: string; isNew: boolean }> {
  const { db, blobs } = deps
  const made = await findImageOfUpload(db, uploadId)
  if (made?.ownerId === user.id) return { id: made.id, isNew: false }
  const upload = await getUpload(deps, user, uploadId)
  if (albumId !== undefined) await inTransaction(db, (tx) => getEditableAlbum(tx, user, albumId))
  const picture = {
    hash: await completeUpload(deps, upload),
    read: () => buffer(blobs.read(upload.blobKey)),
    keeping: photograph,
    audience: 0,
    title: title ?? titleOf(upload.fileName),
    caption,
    keepPosition,
  } as const
  try {
    const stored = await storeImage(deps, inTurn, user, picture, async (tx, { id }) => {
      await tx
        .insertInto('imageUpload')
        .values({ uploadId, imageId: id })
        .onConflict((conflict) => conflict.column('uploadId').doNothing())
        .execute()
      if (albumId !== undefined) {
        await appendImages(tx, deps, user, await getEditableAlbum(tx, user, albumId), [id])
      }
    })
    await discardUpload(deps, upload)
    return stored
  } catch (error) {
    if (error instanceof AppError && refusals.has(error.status)) await discardUpload(deps, upload)
    throw error
  }
}

/** Of the content: too large, no picture, damaged. */
const refusals = new Set([413, 415, 422])

/** A name that a person gave is a title; a camera's number is none. */
function titleOf(fileName: string) {
  const name = fileName
    .replace(/\.\w{1,5}$/, '')
    .replaceAll(/[_\s]+/g, ' ')
    .trim()
  const count = (kind: RegExp) => name.match(kind)?.length ?? 0
  return count(/\p{L}/gu) > count(/\p{N}/gu) ? Array.from(name).slice(0, 200).join('') : ''
}
