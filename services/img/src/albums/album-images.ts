import { inTransaction, type Tx } from '@bell/platform/database'
import { badRequest, type User } from '@bell/platform/http'
import type { ImgDeps } from '../deps.ts'
import { publishing } from '../images/public-ids.ts'
import { lockImages, selectImages } from '../images/images.queries.ts'
import { imageNotFound, notYourImage } from '../images/images.ts'
import { can } from '../policies.ts'
import type { AlbumTable, ImgTables } from '../tables.ts'
import { findLastPlace, findNextPlace, listHeld } from './albums.queries.ts'
import type { ImageMove } from './albums.schema.ts'
import { getEditableAlbum, imageNotInAlbum, touchAlbum } from './albums.ts'
import { placeBetween } from './places.ts'

/** A place that has become longer is reason to give all of an album new ones. */
const longestPlace = 200

/**
 * Puts pictures at an album's end, in the order given; what is in it already stays where it is.
 * @throws album_not_found, image_not_found (404), not_your_album, not_your_image (403)
 */
export async function addToAlbum(deps: ImgDeps, user: User, albumId: string, imageIds: readonly string[]) {
  await inTransaction(deps.db, async (tx) => {
    const album = await getEditableAlbum(tx, user, albumId)
    await appendImages(tx, deps, user, album, imageIds)
  })
}

/** As addToAlbum, of an album that is locked. */
export async function appendImages(
  tx: Tx<ImgTables>,
  deps: ImgDeps,
  user: User,
  album: AlbumTable,
  imageIds: readonly string[],
) {
  const wanted = [...new Set(imageIds)]
  await lockImages(tx, wanted)
  const images = await selectImages(tx).where('image.id', 'in', wanted).execute()
  const seen = images.filter((image) => can(user, 'seeImage', image))
  if (seen.length < wanted.length) throw imageNotFound()
  // An album is one person's: with another's picture in it, the one would decide who sees what the other has.
  if (seen.some((image) => image.ownerId !== album.ownerId)) throw notYourImage()
  const held = new Set((await listHeld(tx, album.id, wanted)).map(({ imageId }) => imageId))
  const fresh = wanted.filter((id) => !held.has(id))
  if (fresh.length === 0) return
  let place = await findLastPlace(tx, album.id)
  const rows = fresh.map((imageId) => ({ albumId: album.id, imageId, place: (place = placeBetween(place, undefined)) }))
  await publishing(tx, fresh, async () => {
    await tx.insertInto('albumImage').values(rows).execute()
    // When it stands alone again, nobody has said yet who should see it.
    await tx.updateTable('image').set({ audience: 0 }).where('id', 'in', fresh).execute()
  })
  await touchAlbum(tx, deps, album, { imageCount: album.imageCount + fresh.length })
}

/** Takes a picture out of an album; it stays one's own. @throws as addToAlbum, image_not_in_album (404) */
export async function takeFromAlbum(deps: ImgDeps, user: User, albumId: string, imageId: string) {
  await inTransaction(deps.db, async (tx) => {
    const album = await getEditableAlbum(tx, user, albumId)
    await lockImages(tx, [imageId])
    const [image] = await selectImages(tx).where('image.id', '=', imageId).execute()
    if (!image || (await listHeld(tx, albumId, [imageId])).length === 0) throw imageNotInAlbum()
    await tx.deleteFrom('albumImage').where('albumId', '=', albumId).where('imageId', '=', imageId).execute()
    await touchAlbum(tx, deps, album, {
      imageCount: album.imageCount - 1,
      ...(album.coverId === imageId && { coverId: null }),
    })
  })
}

/**
 * Gives a picture its place behind another, or before all (null): one row is written, whatever the album's size.
 * @throws as takeFromAlbum, behind_itself (400)
 */
export async function moveImage(deps: ImgDeps, user: User, albumId: string, { imageId, afterId }: ImageMove) {
  if (imageId === afterId) throw badRequest('behind_itself', 'A picture cannot go behind itself.')
  await inTransaction(deps.db, async (tx) => {
    const album = await getEditableAlbum(tx, user, albumId)
    const held = await listHeld(tx, albumId, afterId === null ? [imageId] : [imageId, afterId])
    const after = held.find((row) => row.imageId === afterId)
    if (!held.some((row) => row.imageId === imageId) || (afterId !== null && !after)) throw imageNotInAlbum()
    const next = await findNextPlace(tx, albumId, after?.place, imageId)
    const place = placeBetween(after?.place, next)
    await setPlace(tx, albumId, imageId, place)
    if (place.length > longestPlace) await spreadPlaces(tx, albumId)
    await touchAlbum(tx, deps, album, {})
  })
}

async function setPlace(tx: Tx<ImgTables>, albumId: string, imageId: string, place: string) {
  await tx
    .updateTable('albumImage')
    .set({ place })
    .where('albumId', '=', albumId)
    .where('imageId', '=', imageId)
    .execute()
}

/** After a thousand moves to one spot. */
async function spreadPlaces(tx: Tx<ImgTables>, albumId: string) {
  const rows = tx.selectFrom('albumImage').select('imageId').where('albumId', '=', albumId)
  let place: string | undefined
  for (const { imageId } of await rows.orderBy('place').orderBy('imageId').execute()) {
    place = placeBetween(place, undefined)
    await setPlace(tx, albumId, imageId, place)
  }
}
