import type { Db, Tx } from '@bell/platform/database'
import { forbidden } from '@bell/platform/http'
import type { UploadRules } from '@bell/platform/uploads'
import { can } from '../policies.ts'
import type { ImgTables } from '../tables.ts'

/** ImgBell's part in uploads: every person adds, and pictures take what they take as they are kept. */
export const imgUploads: UploadRules = {
  checkMayAdd(user) {
    if (can(user, 'uploadImage', undefined)) return
    throw forbidden('no_person', 'Uploads are for people; a service sends a picture in one request.')
  },
  sumKept: sumImages,
}

/** By the index image_by_owner; those that are deleted count no more, though they can be brought back for a while. */
async function sumImages(db: Db<ImgTables> | Tx<ImgTables>, userId: string) {
  const { bytes } = await db
    .selectFrom('image')
    .select((row) => row.fn.sum<number | null>('bytes').as('bytes'))
    .where('ownerId', '=', userId)
    .where('deletedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}
