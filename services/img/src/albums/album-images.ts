import { inTransaction, type Tx } from '@bell/platform/database'
import { badRequest, type User } from '@bell/platform/http'
import type { ImgDeps } from '../deps.ts'
import { publishing } from '../images/public-ids.ts'
import { lockImages, selectImages } from '../images/images.queries.ts'
import { imageNotFound, notYourImage } from '../images/images.ts'
import { can } from '../policies.ts'
import type { AlbumTable, ImgTables } from '../tables.ts'
import { findLastPlace, findNextPlace, listHeld } from './albums.queries.ts'
import type { AddedImages, ImageMove } from './albums.schema.ts'
import { getEditableAlbum, imageNotInAlbum, touchAlbum } from './albums.ts'
import { placesBetween } from './places.ts'

/** A place that has become longer is reason to give all of an album new ones. */
const longestPlace = 200

/**
 * Puts pictures at an album's end, in the order given; what is in it already stays where it is. With `fromId` they leave
 * that album in the same transaction.
 * @throws album_not_found, image_not_found (404), not_your_album, not_your_image (403)
 */
export async function addToAlbum(deps: ImgDeps, user: User, albumId: string, { imageIds, fromId }: AddedImages) {
  await inTransaction(deps.db, async (tx) => {
    // In one order, so that two who move pictures against each other do not wait for each other.
    const ids = [...new Set([albumId, fromId ?? albumId])].toSorted()
    const albums = new Map<string, AlbumTable>()
    for (const id of ids) albums.set(id, await getEditableAlbum(tx, user, id))
    // First in, then out: what everyone sees all the while keeps its address.
    await appendImages(tx, deps, user, albums.get(albumId)!, imageIds)
    if (ids.length > 1) await takeImages(tx, deps, albums.get(fromId!)!, imageIds)
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
  const places = placesBetween(await findLastPlace(tx, album.id), undefined, fresh.length)
  const rows = fresh.map((imageId, n) => ({ albumId: album.id, imageId, place: places[n]! }))
  await publishing(tx, fresh, async () => {
    await tx.insertInto('albumImage').values(rows).execute()
    // When it stands alone again, nobody has said yet who should see it.
    await tx.updateTable('image').set({ audience: 0 }).where('id', 'in', fresh).execute()
  })
  await touchAlbum(tx, deps, album, { imageCount: album.imageCount + fresh.length })
}

/**
 * Takes pictures out of an album; they stay one's own. Those that are not in it are none of its business.
 * @throws as addToAlbum; image_not_in_album (404) where none of them is
 */
export async function takeFromAlbum(deps: ImgDeps, user: User, albumId: string, imageIds: readonly string[]) {
  await inTransaction(deps.db, async (tx) => {
    const album = await getEditableAlbum(tx, user, albumId)
    await lockImages(tx, imageIds)
    if ((await takeImages(tx, deps, album, imageIds)) === 0) throw imageNotInAlbum()
  })
}

/** @returns how many there were */
async function takeImages(tx: Tx<ImgTables>, deps: ImgDeps, album: AlbumTable, imageIds: readonly string[]) {
  const held = await selectImages(tx)
    .innerJoin('albumImage as held', 'held.imageId', 'image.id')
    .where('held.albumId', '=', album.id)
    .where('image.id', 'in', imageIds)
    .execute()
  const ids = held.map(({ id }) => id)
  if (ids.length === 0) return 0
  await tx.deleteFrom('albumImage').where('albumId', '=', album.id).where('imageId', 'in', ids).execute()
  await touchAlbum(tx, deps, album, {
    imageCount: album.imageCount - ids.length,
    ...(album.coverId !== null && ids.includes(album.coverId) && { coverId: null }),
  })
  return ids.length
}

/**
 * Gives pictures their place behind another, or before all (null): their rows alone are written, whatever the album's
 * size. @throws album_not_found, image_not_in_album (404), not_your_album (403), behind_itself (400)
 */
export async function moveImages(deps: ImgDeps, user: User, albumId: string, { imageIds, afterId }: ImageMove) {
  const moving = [...new Set(imageIds)]
  if (afterId !== null && moving.includes(afterId)) {
    throw badRequest('behind_itself', 'A picture cannot go behind itself.')
  }
  await inTransaction(deps.db, async (tx) => {
    const album = await getEditableAlbum(tx, user, albumId)
    const named = afterId === null ? moving : [...moving, afterId]
    const held = await listHeld(tx, albumId, named)
    if (held.length < named.length) throw imageNotInAlbum()
    const after = held.find((row) => row.imageId === afterId)?.place
    const places = placesBetween(after, await findNextPlace(tx, albumId, after, moving), moving.length)
    await setPlaces(
      tx,
      albumId,
      moving.map((imageId, n) => ({ imageId, place: places[n]! })),
    )
    if (places.some((place) => place.length > longestPlace)) await spreadPlaces(tx, albumId)
    await touchAlbum(tx, deps, album, {})
  })
}

/** Rows in one statement. */
const step = 500

/** Of pictures that are in the album. */
async function setPlaces(tx: Tx<ImgTables>, albumId: string, rows: { imageId: string; place: string }[]) {
  for (let from = 0; from < rows.length; from += step) {
    await tx
      .insertInto('albumImage')
      .values(rows.slice(from, from + step).map((row) => ({ albumId, ...row })))
      .onConflict((conflict) =>
        conflict.columns(['albumId', 'imageId']).doUpdateSet((row) => ({ place: row.ref('excluded.place') })),
      )
      .execute()
  }
}

/** After a thousand moves to one spot. */
async function spreadPlaces(tx: Tx<ImgTables>, albumId: string) {
  const rows = tx.selectFrom('albumImage').select('imageId').where('albumId', '=', albumId)
  const ordered = await rows.orderBy('place').orderBy('imageId').execute()
  const places = placesBetween(undefined, undefined, ordered.length)
  await setPlaces(
    tx,
    albumId,
    ordered.map(({ imageId }, n) => ({ imageId, place: places[n]! })),
  )
}
