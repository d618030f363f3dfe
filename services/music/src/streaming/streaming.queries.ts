import type { Db } from '@bell/platform/database'
import { playableKey, playableType } from '../sound/playable.ts'
import type { MusicTables } from '../tables.ts'

export interface Content {
  hash: string
  key: string
  bytes: number
  contentType: string
}

/** Asked at every request: what was deleted plays no more. */
export async function findContent(
  db: Db<MusicTables>,
  { trackId, contentHash }: { trackId: string; contentHash: string },
) {
  const found = await db
    .selectFrom('track')
    .innerJoin('blob', 'blob.hash', 'track.contentHash')
    .select(['blob.hash', 'blob.key', 'blob.bytes', 'track.contentType'])
    .select('blob.playableBytes')
    .where('track.id', '=', trackId)
    .where('track.contentHash', '=', contentHash)
    .where('track.deletedAt', 'is', null)
    .executeTakeFirst()
  // What browsers play, where they do not play the file itself.
  if (found?.playableBytes) {
    const { hash, key, playableBytes } = found
    return { hash: `${hash}-wav`, key: playableKey(key), bytes: playableBytes, contentType: playableType }
  }
  return found && { ...found, contentType: found.contentType ?? 'application/octet-stream' }
}
