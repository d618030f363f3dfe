import type { Db } from '@bell/platform/database'
import { playableKey, playableType } from '../sound/playable.ts'
import type { MusicTables } from '../tables.ts'

export type Content = NonNullable<Awaited<ReturnType<typeof findContent>>>

/** Asked at every request: what was deleted plays no more. */
export async function findContent(
  db: Db<MusicTables>,
  { trackId, contentHash }: { trackId: string; contentHash: string },
) {
  const found = await db
    .selectFrom('track')
    .innerJoin('blob', 'blob.hash', 'track.contentHash')
<<<<<<< HEAD
    .select(['blob.hash', 'blob.key', 'blob.bytes', 'track.contentType'])
    .select('blob.playableBytes')
    .where('track.id', '=', trackId)
    .where('track.contentHash', '=', contentHash)
    .where('track.deletedAt', 'is', null)
=======
    .leftJoin('seekIndex', 'seekIndex.contentHash', 'track.contentHash')
    .select(['blob.hash', 'blob.key', 'blob.bytes', 'track.contentType', 'track.card'])
    .select(['seekIndex.headBytes', 'seekIndex.dataStart'])
    .where('track.id', '=', trackId)
    .where('track.contentHash', '=', contentHash)
    .where('track.audience', '>=', 0)
>>>>>>> 6d6aea2 (Send VBR MP3 and raw AAC with a table of their frames, so that seeking is exact; give files to keep to who may have them)
    .executeTakeFirst()
  // What browsers play, where they do not play the file itself.
  if (found?.playableBytes) {
    const { hash, key, playableBytes } = found
    return { hash: `${hash}-wav`, key: playableKey(key), bytes: playableBytes, contentType: playableType }
  }
  return found && { ...found, contentType: found.contentType ?? 'application/octet-stream' }
}

export async function hasSeekIndex(db: Db<MusicTables>, contentHash: string) {
  const found = await db
    .selectFrom('seekIndex')
    .select('dataStart')
    .where('contentHash', '=', contentHash)
    .executeTakeFirst()
  return found !== undefined
}

export async function getSeekHead(db: Db<MusicTables>, contentHash: string) {
  const { head } = await db
    .selectFrom('seekIndex')
    .select('head')
    .where('contentHash', '=', contentHash)
    .executeTakeFirstOrThrow()
  return head
}
