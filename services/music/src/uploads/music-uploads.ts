import type { Db, Tx } from '@bell/platform/database'
import { forbidden } from '@bell/platform/http'
import type { UploadRules } from '@bell/platform/uploads'
import { sql, type SqlBool } from 'kysely'
import { can } from '../policies.ts'
import type { MusicTables } from '../tables.ts'

/** MusicBell's part in uploads: artists add, and what becomes a track keeps its room. */
export const musicUploads: UploadRules = {
  checkMayAdd(user) {
    if (can(user, 'addMusic', undefined)) return
    throw forbidden('not_an_artist', 'Only artists add music here; ask the owner to make you one.')
  },
  sumKept: sumTracks,
}

/**
 * Bytes of a person's tracks, by the index track_stored_by_uploader: deleted ones no longer count, though they can be
 * brought back for a while, and of failed ones nothing is kept.
 */
async function sumTracks(db: Db<MusicTables> | Tx<MusicTables>, userId: string) {
  const { bytes } = await db
    .selectFrom('track')
    .select((row) => row.fn.sum<number | null>('bytes').as('bytes'))
    .where('uploaderId', '=', userId)
    .where(sql<SqlBool>`${sql.ref('deletedAt')} is null and ${sql.ref('contentHash')} is not null`)
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}
