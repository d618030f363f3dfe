import { inTransaction, type Tx } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { lockAlbum } from '../albums/albums.queries.ts'
import { albumNotFound, getEditableAlbum, touchAlbum } from '../albums/albums.ts'
import type { ImgDeps } from '../deps.ts'
import { selectImages } from '../images/images.queries.ts'
import { can } from '../policies.ts'
import type { ImgTables } from '../tables.ts'
import { setDeleted } from './set-deleted.ts'

/** Pictures in one transaction: others write between two. */
const step = 200

/**
 * Deletes an album; its pictures stay, private where they stand alone now, or go with it where they are in no other.
 * Until its time is over it can be brought back as it was. @throws album_not_found (404), not_your_album (403)
 */
export async function deleteAlbum(deps: ImgDeps, user: User, id: string, images: 'keep' | 'delete') {
  // Pictures first: a crash between leaves an album that can be deleted again.
  if (images === 'delete') {
    await inTransaction(deps.db, (tx) => getEditableAlbum(tx, user, id))
    await inSteps(deps, async (tx) => {
      const album = await getEditableAlbum(tx, user, id)
      const going = await selectImages(tx)
        .innerJoin('albumImage as held', 'held.imageId', 'image.id')
        .where('held.albumId', '=', album.id)
        .where((row) =>
          row.not(
            row.exists(
              row
                .selectFrom('albumImage as other')
                .innerJoin('album as holder', 'holder.id', 'other.albumId')
                .select('other.imageId')
                .whereRef('other.imageId', '=', 'image.id')
                .where('other.albumId', '!=', album.id)
                .where('holder.deletedAt', 'is', null),
            ),
          ),
        )
        .limit(step)
        .execute()
      await setDeleted(tx, deps, going, { at: deps.clock.now(), with: album.id })
      return going.length
    })
  }
  await inTransaction(deps.db, async (tx) => {
    const album = await getEditableAlbum(tx, user, id)
    await touchAlbum(tx, deps, album, { deletedAt: deps.clock.now() })
  })
}

/** Brings an album back, and the pictures that were deleted with it. @throws album_not_found (404) */
export async function restoreAlbum(deps: ImgDeps, user: User, id: string) {
  await inTransaction(deps.db, (tx) => getDeleted(tx, user, id))
  await inSteps(deps, async (tx) => {
    const coming = await tx
      .selectFrom('image')
      .select(['id', 'ownerId', 'revision'])
      .where('deletedWith', '=', id)
      .where('deletedAt', '>', 0)
      .limit(step)
      .execute()
    await setDeleted(tx, deps, coming, null)
    return coming.length
  })
  await inSteps(deps, (tx) => closeAgain(tx, id))
  await inTransaction(deps.db, async (tx) => {
    const album = await getDeleted(tx, user, id)
    if (album.deletedAt !== null) await touchAlbum(tx, deps, album, { deletedAt: null })
  })
}

/** Pictures that were shown by themselves while the album was away: it decides again. */
async function closeAgain(tx: Tx<ImgTables>, albumId: string) {
  const shown = await tx
    .selectFrom('albumImage')
    .innerJoin('image', 'image.id', 'albumImage.imageId')
    .select('image.id')
    .where('albumId', '=', albumId)
    .where('audience', '>', 0)
    .limit(step)
    .execute()
  const ids = shown.map(({ id }) => id)
  if (ids.length > 0) await tx.updateTable('image').set({ audience: 0 }).where('id', 'in', ids).execute()
  return ids.length
}

/** Locked until the commit; also one that is here. @throws album_not_found (404) */
async function getDeleted(tx: Tx<ImgTables>, user: User, id: string) {
  const album = await lockAlbum(tx, id)
  if (!album || album.deletedAt === 0 || !can(user, 'editAlbum', { ...album, seenBy: album.audience })) {
    throw albumNotFound()
  }
  return album
}

/** Runs a step, each in a transaction of its own, until one finds less than it could have done. */
async function inSteps({ db }: ImgDeps, work: (tx: Tx<ImgTables>) => Promise<number>) {
  while ((await inTransaction(db, work)) === step);
}
