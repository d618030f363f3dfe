import type { Db, Tx } from '@bell/platform/database'
import { selectImages, type ImageRow } from '../images/images.queries.ts'
import { isHere } from '../people/people.queries.ts'
import type { AlbumTable, ImgTables } from '../tables.ts'
import type { AlbumCursor, PlaceCursor } from './albums.schema.ts'

type Reader = Db<ImgTables> | Tx<ImgTables>

/** Albums that are there: neither deleted nor of someone who has left. */
function selectAlbums(db: Reader) {
  return db
    .selectFrom('album')
    .selectAll()
    .select('audience as seenBy')
    .where('deletedAt', 'is', null)
    .where(isHere('album.ownerId'))
}

export type AlbumRow = AlbumTable & { seenBy: AlbumTable['audience'] }

export function findAlbum(db: Reader, id: string): Promise<AlbumRow | undefined> {
  return selectAlbums(db).where('id', '=', id).executeTakeFirst()
}

/** By the unique index on publicId. */
export function findPublicAlbum(db: Reader, publicId: string): Promise<AlbumRow | undefined> {
  return selectAlbums(db).where('publicId', '=', publicId).where('audience', '=', 2).executeTakeFirst()
}

/**
 * Newest first, from after the cursor. By album_by_owner, or album_by_age.
 * @param shared also what others share with everyone who is signed in
 */
export function listAlbums(
  db: Reader,
  { userId, shared, limit, after }: { userId: string; shared: boolean; limit: number; after?: AlbumCursor | undefined },
): Promise<AlbumRow[]> {
  return selectAlbums(db)
    .where((row) =>
      shared ? row.or([row('ownerId', '=', userId), row('audience', '>', 0)]) : row('ownerId', '=', userId),
    )
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('createdAt', 'id'), '<', where.tuple(...after!))),
    )
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Locked until the commit, also where it is deleted. */
export function lockAlbum(tx: Tx<ImgTables>, id: string) {
  return tx
    .updateTable('album')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
}

/** In their order, from after the cursor, each with its place. By the index albumImage_by_place. */
export function listAlbumImages(
  db: Reader,
  albumId: string,
  limit: number,
  after?: PlaceCursor,
): Promise<(ImageRow & { place: string })[]> {
  return selectImages(db)
    .innerJoin('albumImage as held', 'held.imageId', 'image.id')
    .select('held.place')
    .where('held.albumId', '=', albumId)
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('held.place', 'held.imageId'), '>', where.tuple(...after!))),
    )
    .orderBy('held.place')
    .orderBy('held.imageId')
    .limit(limit)
    .execute()
}

/** The picture that each album shows for itself: the one that was chosen, else its first. Two queries for all. */
export async function findCovers(db: Reader, albumIds: readonly string[]): Promise<Map<string, ImageRow>> {
  if (albumIds.length === 0) return new Map()
  const chosen = await db
    .selectFrom('album')
    .select((album) => {
      const held = album
        .selectFrom('albumImage as held')
        .innerJoin('image as shown', 'shown.id', 'held.imageId')
        .select('shown.id')
        .whereRef('held.albumId', '=', 'album.id')
        .where('shown.deletedAt', 'is', null)
      const picked = held.whereRef('held.imageId', '=', 'album.coverId')
      const first = held.orderBy('held.place').orderBy('held.imageId').limit(1)
      return ['album.id', album.fn.coalesce(picked, first).as('imageId')]
    })
    .where('album.id', 'in', albumIds)
    .execute()
  const imageIds = chosen.flatMap(({ imageId }) => imageId ?? [])
  if (imageIds.length === 0) return new Map()
  const images = await selectImages(db).where('image.id', 'in', imageIds).execute()
  const byId = new Map(images.map((image) => [image.id, image]))
  return new Map(
    chosen.flatMap(({ id, imageId }) => {
      const image = byId.get(imageId ?? '')
      return image ? [[id, image]] : []
    }),
  )
}

export function listHeld(tx: Reader, albumId: string, imageIds: readonly string[]) {
  return tx
    .selectFrom('albumImage')
    .select(['imageId', 'place'])
    .where('albumId', '=', albumId)
    .where('imageId', 'in', imageIds)
    .execute()
}

/** By the index albumImage_by_place. */
export async function findLastPlace(tx: Reader, albumId: string) {
  const places = tx.selectFrom('albumImage').select('place').where('albumId', '=', albumId)
  return (await places.orderBy('place', 'desc').limit(1).executeTakeFirst())?.place
}

/** The first place behind another, or of all; but for those of pictures which are about to go. */
export async function findNextPlace(tx: Reader, albumId: string, after: string | undefined, but: readonly string[]) {
  const next = await tx
    .selectFrom('albumImage')
    .select('place')
    .where('albumId', '=', albumId)
    .where('imageId', 'not in', but)
    .$if(after !== undefined, (query) => query.where('place', '>', after!))
    .orderBy('place')
    .limit(1)
    .executeTakeFirst()
  return next?.place
}

/** Counts pictures (some hundreds at most) in, or out, in every album that they are in. */
export async function countImages(tx: Tx<ImgTables>, imageIds: readonly string[], by: 1 | -1) {
  await tx
    .updateTable('album')
    .set((album) => ({
      imageCount: album(
        'imageCount',
        by === 1 ? '+' : '-',
        album
          .selectFrom('albumImage')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .whereRef('albumImage.albumId', '=', 'album.id')
          .where('imageId', 'in', imageIds),
      ),
    }))
    .where('id', 'in', (query) => query.selectFrom('albumImage').select('albumId').where('imageId', 'in', imageIds))
    .execute()
}
