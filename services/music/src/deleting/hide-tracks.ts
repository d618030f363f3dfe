import type { Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { albumHasChanged } from '../albums/albums.queries.ts'
import type { MusicDeps } from '../deps.ts'
import { trackChanged, trackDeleted } from '../events.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import { rewriteCards } from '../tracks/cards.ts'

/** Tracks hidden or shown in one transaction: some milliseconds, for which all other writing waits. */
export const step = 50

/**
 * Hides tracks (a hundred at most, locked by the caller) from everyone, whole, so that they can come back.
 * @param deletedWith what else they went with (`artist:ID`, `account:ID`), null where by themselves
 */
export async function hideTracks(
  tx: Tx<MusicTables>,
  { clock }: MusicDeps,
  tracks: readonly TrackTable[],
  deletedWith: string | null,
) {
  if (tracks.length === 0) return
  const at = clock.now()
  const ids = tracks.map(({ id }) => id)
  const seenBy = new Map(tracks.map(({ id, audience }) => [id, audience]))
  await tx.updateTable('track').set({ deletedAt: at, deletedWith }).where('id', 'in', ids).execute()
  for (const { id, revision, uploaderId } of await rewriteCards(tx, ids)) {
    const data = { trackId: id, revision, uploaderId, audience: seenBy.get(id)! }
    await appendOutbox(tx, trackDeleted, { key: id, data, at })
  }
  await tellAlbums(tx, tracks, at)
}

/** Brings hidden tracks (a hundred at most, locked by the caller) back to where they were. */
export async function showTracks(tx: Tx<MusicTables>, { clock }: MusicDeps, tracks: readonly TrackTable[]) {
  if (tracks.length === 0) return
  const at = clock.now()
  const ids = tracks.map(({ id }) => id)
  await tx.updateTable('track').set({ deletedAt: null, deletedWith: null }).where('id', 'in', ids).execute()
  for (const { id, revision } of await rewriteCards(tx, ids)) {
    await appendOutbox(tx, trackChanged, { key: id, data: { trackId: id, revision }, at })
  }
  await tellAlbums(tx, tracks, at)
}

async function tellAlbums(tx: Tx<MusicTables>, tracks: readonly TrackTable[], at: number) {
  const albums = new Set(tracks.flatMap(({ albumId }) => albumId ?? []))
  for (const albumId of [...albums].toSorted()) await albumHasChanged(tx, albumId, at)
}
