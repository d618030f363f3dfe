import { inTransaction } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import type { ImgDeps } from '../deps.ts'
import { getEditableImage, imageNotFound, sortEditable } from '../images/images.ts'
import type { ImagesDone } from '../images/images.schema.ts'
import { lockImages, selectAllImages } from '../images/images.queries.ts'
import { can } from '../policies.ts'
import { setDeleted } from './set-deleted.ts'

/**
 * Deletes a picture: nobody sees it any more, and until the time for it is over it can be brought back, into its albums
 * and under its addresses. @throws image_not_found (404), not_your_image (403)
 */
export async function deleteImage(deps: ImgDeps, user: User, id: string) {
  await inTransaction(deps.db, async (tx) => {
    await setDeleted(tx, deps, [await getEditableImage(tx, user, id)], { at: deps.clock.now(), with: null })
  })
}

/** As deleteImage, of some hundreds at most, in one transaction. */
export function deleteImages(deps: ImgDeps, user: User, ids: readonly string[]): Promise<ImagesDone> {
  return inTransaction(deps.db, async (tx) => {
    const { images, refused } = await sortEditable(tx, user, ids)
    await setDeleted(tx, deps, images, { at: deps.clock.now(), with: null })
    return { ids: images.map(({ id }) => id), refused }
  })
}

/** As restoreImage, of some hundreds at most, in one transaction. */
export function restoreImages(deps: ImgDeps, user: User, given: readonly string[]): Promise<ImagesDone> {
  return inTransaction(deps.db, async (tx) => {
    const ids = [...new Set(given)]
    await lockImages(tx, ids)
    const found = await selectAllImages(tx).where('image.id', 'in', ids).execute()
    const here = found.filter((image) => image.deletedAt !== 0 && can(user, 'editImage', image))
    const gone = here.filter(({ deletedAt }) => deletedAt !== null)
    await setDeleted(tx, deps, gone, null)
    const done = new Set(here.map(({ id }) => id))
    const refused = ids.filter((id) => !done.has(id)).map((id) => ({ id, code: 'image_not_found' as const }))
    return { ids: [...done], refused }
  })
}

/** Brings a deleted picture back; one that is here stays as it is. @throws image_not_found (404) */
export async function restoreImage(deps: ImgDeps, user: User, id: string) {
  await inTransaction(deps.db, async (tx) => {
    await lockImages(tx, [id])
    const image = await selectAllImages(tx).where('image.id', '=', id).executeTakeFirst()
    if (!image || image.deletedAt === 0 || !can(user, 'editImage', image)) throw imageNotFound()
    if (image.deletedAt !== null) await setDeleted(tx, deps, [image], null)
  })
}
