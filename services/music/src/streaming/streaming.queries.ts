import type { Db } from '@bell/platform/database'
import { playableKey, playableType } from '../sound/playable.ts'
import type { MusicTables } from '../tables.ts'

export type Content = NonNullable<Awaited<ReturnType<typeof findContent>>>

/** Asked at every request: what was deleted plays no more. `download`: the file itself, whoever can play it. */
export async function findContent(
  db: Db<MusicTables>,
  { trackId, contentHash, download }: { trackId: string; contentHash: string; download: boolean },
) {
  const found = await db
    .selectFrom('track')
    .innerJoin('blob', 'blob.hash', 'track.contentHash')
    .leftJoin('seekIndex', 'seekIndex.contentHash', 'track.contentHash')
    .select(['blob.hash', 'blob.key', 'blob.bytes', 'track.contentType', 'track.card'])
    .select(['blob.playableBytes', 'seekIndex.headBytes', 'seekIndex.dataStart'])
    .where('track.id', '=', trackId)
    .where('track.contentHash', '=', contentHash)
    .where('track.deletedAt', 'is', null)
    .executeTakeFirst()
  if (!found) return undefined
  const content = { ...found, contentType: found.contentType ?? 'application/octet-stream' }
  if (!found.playableBytes || download) return content
  // What browsers play, where they do not play the file itself.
  const { hash, key, playableBytes } = found
  return { ...content, hash: `${hash}-wav`, key: playableKey(key), bytes: playableBytes, contentType: playableType }
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
