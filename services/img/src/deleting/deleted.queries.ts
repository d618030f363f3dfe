import type { Db } from '@bell/platform/database'
import type { AlbumRow } from '../albums/albums.queries.ts'
import { selectAllImages, type ImageRow } from '../images/images.queries.ts'
import { isHere } from '../people/people.queries.ts'
import type { ImgTables } from '../tables.ts'
import type { DeletedCursor } from './deleted.schema.ts'

/**
 * A person's deleted pictures that can still be brought back; nobody else sees them, whoever did before.
 * By the index image_deleted.
 */
function selectDeletedImages(db: Db<ImgTables>, ownerId: string) {
  return selectAllImages(db)
    .where('image.deletedAt', '>', 0)
    .where('image.ownerId', '=', ownerId)
    .where(isHere('image.ownerId'))
}

export async function findDeletedImage(db: Db<ImgTables>, ownerId: string, id: string): Promise<ImageRow | undefined> {
  return hidden(await selectDeletedImages(db, ownerId).where('image.id', '=', id).execute())[0]
}

/** The last deleted first, from after the cursor; not those that went, and come back, with their album. */
export async function listDeletedImages(
  db: Db<ImgTables>,
  ownerId: string,
  limit: number,
  after?: DeletedCursor,
): Promise<ImageRow[]> {
  const rows = await selectDeletedImages(db, ownerId)
    .where('image.deletedWith', 'is', null)
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('image.deletedAt', 'image.id'), '<', where.tuple(...after!))),
    )
    .orderBy('image.deletedAt', 'desc')
    .orderBy('image.id', 'desc')
    .limit(limit)
    .execute()
  return hidden(rows)
}

/** The last deleted first, from after the cursor. By the index album_deleted. */
export function listDeletedAlbums(
  db: Db<ImgTables>,
  ownerId: string,
  limit: number,
  after?: DeletedCursor,
): Promise<(AlbumRow & { gone: number })[]> {
  return db
    .selectFrom('album')
    .selectAll('album')
    .select((row) => [
      row.lit(0).$castTo<AlbumRow['seenBy']>().as('seenBy'),
      row.fn
        .coalesce(
          row
            .selectFrom('image')
            .select(({ fn }) => fn.countAll<number>().as('count'))
            .whereRef('image.deletedWith', '=', 'album.id'),
          row.lit(0),
        )
        .$castTo<number>()
        .as('gone'),
    ])
    .where('deletedAt', '>', 0)
    .where('ownerId', '=', ownerId)
    .where(isHere('album.ownerId'))
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('deletedAt', 'id'), '<', where.tuple(...after!))),
    )
    .orderBy('deletedAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

const hidden = (rows: ImageRow[]) => rows.map((row): ImageRow => ({ ...row, seenBy: 0 }))
