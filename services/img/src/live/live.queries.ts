import type { Db } from '@bell/platform/database'
import type { ImgTables } from '../tables.ts'

/** Albums that have any of these pictures (some hundreds at most) in them. By the index albumImage_by_image. */
export async function listAlbumsWith(db: Db<ImgTables>, imageIds: readonly string[]) {
  if (imageIds.length === 0) return []
  return db
    .selectFrom('album')
    .select(['id', 'ownerId', 'audience'])
    .where('deletedAt', 'is', null)
    .where('id', 'in', (query) => query.selectFrom('albumImage').select('albumId').where('imageId', 'in', imageIds))
    .execute()
}
