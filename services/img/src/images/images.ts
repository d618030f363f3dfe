import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { conflict, forbidden, notFound, type User } from '@bell/platform/http'
import type { ImageTable, ImgTables } from '../tables.ts'
import type { ImgDeps } from '../deps.ts'
import { imageChanged, imageDeleted } from '../events.ts'
import { can } from '../policies.ts'
import { audiences } from './audiences.ts'
import { deleteImageRow, deleteUse, findImage, lockImages, selectImages, type ImageRow } from './images.queries.ts'
import type { ImageChanges, ImagesDone, Visibility } from './images.schema.ts'
import { publishing } from './public-ids.ts'

/**
 * Changes what is given. @throws image_not_found (404), not_your_image (403), image_in_album (409) where an album
 * decides who sees it
 */
export async function changeImage(deps: ImgDeps, user: User, id: string, changes: ImageChanges) {
  await inTransaction(deps.db, async (tx) => {
    const image = await getEditableImage(tx, user, id)
    const { visibility, ...rest } = changes
    if (visibility !== undefined && image.albumCount > 0) {
      throw conflict('image_in_album', 'This picture is in an album, which says who sees it; change that instead.')
    }
    const [at, revision] = [deps.clock.now(), image.revision + 1]
    const audience = visibility && (audiences.indexOf(visibility) as ImageTable['audience'])
    await publishing(tx, [id], async () => {
      await tx
        .updateTable('image')
        .set({ ...rest, ...(audience !== undefined && { audience }), revision, updatedAt: at })
        .where('id', '=', id)
        .execute()
    })
    const data = { imageId: id, ownerId: image.ownerId, revision, deleted: false }
    await appendOutbox(tx, imageChanged, { key: id, data, at })
  })
}

/** Says of pictures (some hundreds at most) who sees them; those that are in an album are refused, for that says it. */
export function showImages(
  deps: ImgDeps,
  user: User,
  ids: readonly string[],
  visibility: Visibility,
): Promise<ImagesDone> {
  return inTransaction(deps.db, async (tx) => {
    const { images, refused } = await sortEditable(tx, user, ids)
    const alone = images.filter(({ albumCount }) => Number(albumCount) === 0)
    const inAlbums = images.filter((image) => !alone.includes(image))
    const done = alone.map(({ id }) => id)
    const at = deps.clock.now()
    const audience = audiences.indexOf(visibility) as ImageTable['audience']
    if (done.length > 0) {
      await publishing(tx, done, async () => {
        await tx
          .updateTable('image')
          .set((row) => ({ audience, revision: row('revision', '+', 1), updatedAt: at }))
          .where('id', 'in', done)
          .execute()
      })
    }
    const changed = alone.map(({ id, ownerId, revision }) => ({
      key: id,
      data: { imageId: id, ownerId, revision: revision + 1, deleted: false },
      at,
    }))
    await appendOutbox(tx, imageChanged, changed)
    return { ids: done, refused: [...refused, ...inAlbums.map(({ id }) => ({ id, code: 'image_in_album' as const }))] }
  })
}

/**
 * Lets go of a service account's picture for one of those it belongs to, or for all; with the last it goes, for good.
 * @throws image_not_found (404), not_your_image (403)
 */
export async function releaseImage(deps: ImgDeps, service: User, id: string, ownerRef?: string) {
  await inTransaction(deps.db, async (tx) => {
    await getEditableImage(tx, service, id)
    if (ownerRef !== undefined && (await deleteUse(tx, id, ownerRef))) return
    await dropImage(tx, deps, id)
  })
}

/** Locked until the commit. @throws image_not_found (404; also what the person may not see), not_your_image (403) */
export async function getEditableImage(tx: Tx<ImgTables>, user: User, id: string): Promise<ImageRow> {
  await lockImages(tx, [id])
  const image = await findImage(tx, id)
  if (!image || !can(user, 'seeImage', image)) throw imageNotFound()
  if (!can(user, 'editImage', image)) throw notYourImage()
  return image
}

/** Those of pictures (some hundreds at most) that a person may change, locked until the commit, and why not the others. */
export async function sortEditable(tx: Tx<ImgTables>, user: User, given: readonly string[]) {
  const ids = [...new Set(given)]
  await lockImages(tx, ids)
  const found = await selectImages(tx).where('image.id', 'in', ids).execute()
  const byId = new Map(found.filter((image) => can(user, 'seeImage', image)).map((image) => [image.id, image]))
  const images: ImageRow[] = []
  const refused: ImagesDone['refused'] = []
  for (const id of ids) {
    const image = byId.get(id)
    if (!image) refused.push({ id, code: 'image_not_found' })
    else if (!can(user, 'editImage', image)) refused.push({ id, code: 'not_your_image' })
    else images.push(image)
  }
  return { images, refused }
}

/** Takes a picture away for good, if it is there; its bytes and sizes go after the commit. */
export async function dropImage(tx: Tx<ImgTables>, { clock }: Pick<ImgDeps, 'clock'>, id: string) {
  const gone = await deleteImageRow(tx, id)
  if (!gone) return
  const data = { imageId: id, ownerId: gone.ownerId, revision: gone.revision + 1 }
  await appendOutbox(tx, imageDeleted, { key: id, data, at: clock.now() })
}

export function imageNotFound() {
  return notFound('image_not_found', 'This picture is not here (any more).')
}

export function notYourImage() {
  return forbidden('not_your_image', 'Only whose picture this is may do that.')
}
