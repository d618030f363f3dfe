import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { albumHasChanged } from '../albums/albums.queries.ts'
import type { MusicDeps } from '../deps.ts'
import { trackPurged } from '../events.ts'
import { dropUpload } from '../ingest/settle.ts'
import { releasePicture } from '../pictures/release-picture.ts'
import { forgetQueued } from '../queue/forget-queued.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import { releaseBlob } from '../tracks/blobs.queries.ts'
import { lockTracks } from '../tracks/change-tracks.ts'
import { hideTracks } from './hide-tracks.ts'

/** Rows deleted by one statement: others write between two. */
const rowsAtOnce = 1000

/*
 * The time of a deleted thing is over once its `deletedAt` is 0: it cannot be brought back any more, and whoever sees
 * that may take it away, step by step. What a crash leaves undone is found by the same 0; what two processes do at once
 * is done by the one whose delete finds the row.
 */

/** Takes tracks whose time is over away, with all that is only theirs. */
export async function purgeTracks(deps: MusicDeps, ids: readonly string[]) {
  if (ids.length === 0) return
  await forgetQueued(deps, ids)
  for (const id of ids) {
    await deleteHistory(deps, id)
    await inTransaction(deps.db, (tx) => purgeTrack(tx, deps, id))
  }
}

/** Takes tracks (a hundred at most) that are here, or deleted, away for good at once, whoever asks. */
export async function removeTracks(deps: MusicDeps, ids: readonly string[]) {
  await inTransaction(deps.db, async (tx) => {
    const tracks = [...(await lockTracks(tx, [...ids])).values()]
    await hideTracks(
      tx,
      deps,
      tracks.filter(({ deletedAt }) => deletedAt === null),
      null,
    )
    await tx.updateTable('track').set({ deletedAt: 0 }).where('id', 'in', ids).execute()
  })
  await purgeTracks(deps, ids)
}

/** A track may have been played a million times: not with the row, in one go. */
async function deleteHistory({ db }: MusicDeps, trackId: string) {
  for (const table of ['play', 'recentTrack'] as const) {
    const key = table === 'play' ? 'id' : 'userId'
    for (;;) {
      const { numDeletedRows } = await db
        .deleteFrom(table)
        .where('trackId', '=', trackId)
        .where(key, 'in', (query) =>
          query.selectFrom(table).select(key).where('trackId', '=', trackId).limit(rowsAtOnce),
        )
        .executeTakeFirst()
      if (numDeletedRows < BigInt(rowsAtOnce)) break
    }
  }
}

async function purgeTrack(tx: Tx<MusicTables>, deps: MusicDeps, id: string) {
  const track = await tx
    .updateTable('track')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', '=', id)
    .where('deletedAt', '=', 0)
    .returningAll()
    .executeTakeFirst()
  if (!track) return
  const at = deps.clock.now()
  const releasedBlobs = await releaseContent(tx, track)
  if (track.albumId !== null) await albumHasChanged(tx, track.albumId, at)
  if (track.coverId !== null) await releasePicture(tx, { kind: 'track', id }, track.coverId, at)
  const data = { trackId: id, revision: track.revision + 1, releasedBlobs }
  await appendOutbox(tx, trackPurged, { key: id, data, at })
}

/** @returns the blobs that nothing needs any more: of the track, and of its upload where that was never settled */
async function releaseContent(tx: Tx<MusicTables>, track: TrackTable) {
  const spare = track.contentHash === null ? null : await dropUpload(tx, track)
  await tx.deleteFrom('track').where('id', '=', track.id).execute()
  const blob = track.contentHash === null ? null : await releaseBlob(tx, track.contentHash)
  return [spare, blob].filter((key) => key !== null)
}
