import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { forbidden, notFound, unavailable, type User } from '@bell/platform/http'
import { createHash } from 'node:crypto'
import type { ImageTable, ImgTables } from '../tables.ts'
import type { ImgDeps } from '../deps.ts'
import { imageDeleted, imageStored } from '../events.ts'
import { can } from '../policies.ts'
import { keepPicture } from '../sharp/keep-picture.ts'
import { deleteImage, deleteUse, findImage, findImageByContent, insertImage, insertUse } from './images.queries.ts'
import { blobKeys, putBlob } from './stored-blobs.ts'
import { beginImage, finishImage } from './unfinished.ts'

type InTurn = <T>(work: () => Promise<T>) => Promise<T>

/**
 * Keeps a picture for its owner; the same bytes again are the same picture.
 * @throws what keepPicture refuses, and img_busy (503)
 */
export async function storeImage(deps: ImgDeps, inTurn: InTurn, owner: User, bytes: Buffer, ownerRef?: string) {
  const { db, newId, clock, blobs } = deps
  const hash = createHash('sha256').update(bytes).digest('hex')
  const known = await useAgain(deps, owner, hash, ownerRef)
  if (known) return { image: known, isNew: false }

  const { data, transparent, ...seen } = await inTurn(() => keepPicture(bytes))
  const image: ImageTable = {
    id: newId(),
    ownerId: owner.id,
    hash,
    ...seen,
    bytes: data.length,
    transparent: transparent ? 1 : 0,
    createdAt: clock.now(),
  }
  await beginImage(db, image.id, image.createdAt)
  await putBlob(blobs, blobKeys.kept(image.id), data)
  const added = await inTransaction(db, async (tx) => {
    if (!(await insertImage(tx, image))) return false
    if (!(await finishImage(tx, image.id, image.createdAt))) {
      throw unavailable('img_busy', 'Keeping this picture took too long; please send it again.')
    }
    if (ownerRef !== undefined) await insertUse(tx, image.id, ownerRef)
    const { id: imageId, ownerId, width, height, color } = image
    await appendOutbox(tx, imageStored, {
      key: imageId,
      data: { imageId, ownerId, width, height, color },
      at: image.createdAt,
    })
    return true
  })
  if (added) return { image, isNew: true }
  // The same picture came twice at once, and the other was first.
  await blobs.delete(blobKeys.kept(image.id))
  await finishImage(db, image.id, image.createdAt)
  const first = await useAgain(deps, owner, hash, ownerRef)
  if (!first) throw notFound('image_not_found', 'This picture was deleted while it was sent again; send it once more.')
  return { image: first, isNew: false }
}

function useAgain({ db }: ImgDeps, owner: User, hash: string, ownerRef: string | undefined) {
  return inTransaction(db, async (tx) => {
    const image = await findImageByContent(tx, owner.id, hash)
    if (image && ownerRef !== undefined) await insertUse(tx, image.id, ownerRef)
    return image
  })
}

/**
 * Deletes a picture; with `ownerRef`, only once nothing else of its owner uses it.
 * @throws image_not_found (404), not_your_image (403)
 */
export async function removeImage({ db, clock }: ImgDeps, user: User, id: string, ownerRef?: string) {
  await inTransaction(db, async (tx) => {
    const image = await findImage(tx, id)
    if (!image) throw notFound('image_not_found', 'This picture is not here (any more).')
    if (!can(user, 'deleteImage', image)) {
      throw forbidden('not_your_image', 'Only who put this picture here, or an admin, may delete it.')
    }
    if (ownerRef !== undefined && (await deleteUse(tx, id, ownerRef))) return
    await dropImage(tx, { clock }, image)
  })
}

/** Deletes a picture, if it is there; its bytes and sizes go after the commit. */
export async function dropImage(
  tx: Tx<ImgTables>,
  { clock }: Pick<ImgDeps, 'clock'>,
  { id, ownerId }: Pick<ImageTable, 'id' | 'ownerId'>,
) {
  if (!(await deleteImage(tx, id))) return
  await appendOutbox(tx, imageDeleted, { key: id, data: { imageId: id, ownerId }, at: clock.now() })
}
