import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { conflict, type User } from '@bell/platform/http'
import type { MusicDeps } from '../deps.ts'
import { trackAnalysisDue, trackUploaded } from '../events.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import { rewriteCards } from '../tracks/cards.ts'
import { getEditable } from '../tracks/tracks.ts'

/**
 * Tries again what failed: to read a track's file, or to decode it. A track that is being read already stays as it is.
 * @throws file_needed (409) where the file was bad and is gone, nothing_to_retry (409); else as changeTrack
 */
export async function retryTrack({ db, clock }: MusicDeps, user: User, trackId: string) {
  return inTransaction(db, async (tx) => {
    const track = await getEditable(tx, user, trackId)
    if (track.status === 'processing') return
    if (track.status === 'failed') await readAgain(tx, track)
    else await decodeAgain(tx, track)
    await rewriteCards(tx, [trackId])
    const event = track.status === 'failed' ? trackUploaded : trackAnalysisDue
    await appendOutbox(tx, event, { key: trackId, data: { trackId }, at: clock.now() })
  })
}

async function readAgain(tx: Tx<MusicTables>, { id, contentHash }: TrackTable) {
  if (contentHash === null) {
    throw conflict('file_needed', 'Nothing of this file was kept, since it could not be used. Choose the file again.')
  }
  await tx
    .updateTable('track')
    .set({ status: 'processing', failureCode: null, failureDetail: null })
    .where('id', '=', id)
    .execute()
}

async function decodeAgain(tx: Tx<MusicTables>, { contentHash }: TrackTable) {
  const failed = await tx
    .deleteFrom('soundAnalysis')
    .where('contentHash', '=', contentHash)
    .where('state', '=', 'failed')
    .executeTakeFirst()
  if (failed.numDeletedRows === 0n) throw conflict('nothing_to_retry', 'Nothing has failed with this track.')
}
