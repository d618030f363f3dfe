import { inTransaction, type Tx } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import type { MusicDeps } from '../deps.ts'
import { can } from '../policies.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import { lockTracks } from '../tracks/change-tracks.ts'
import { notYourTrack, trackNotFound } from '../tracks/tracks.ts'
import type { TracksDone } from './deleting.schema.ts'
import { hideTracks, showTracks } from './hide-tracks.ts'
import { purgeTracks } from './purge-tracks.ts'

/**
 * Deletes tracks (a hundred at most): nobody sees or hears them any more, and until the time for it is over they can be
 * brought back whole. What is deleted already stays so; what is not the person's to delete is left and named.
 */
export function deleteTracks(deps: MusicDeps, user: User, ids: readonly string[]) {
  return withTracks(deps, user, ids, async (tx, tracks) => {
    await hideTracks(tx, deps, tracks.filter(isHere), null)
    return tracks
  })
}

/** Brings deleted tracks back, album, credits, cover and places in queues with them; what is here is left as it is. */
export function restoreTracks(deps: MusicDeps, user: User, ids: readonly string[]) {
  return withTracks(deps, user, ids, async (tx, tracks) => {
    const restorable = tracks.filter((track) => track.deletedAt !== 0 && !wentWithAccount(track))
    await showTracks(
      tx,
      deps,
      restorable.filter((track) => !isHere(track)),
    )
    return restorable
  })
}

/** Takes deleted tracks away for good, now and not when their time is over; what is not deleted stays. */
export async function purgeTracksNow(deps: MusicDeps, user: User, ids: readonly string[]) {
  const done = await withTracks(deps, user, ids, async (tx, tracks) => {
    const deleted = tracks.filter((track) => !isHere(track) && !wentWithAccount(track))
    const their = deleted.map(({ id }) => id)
    if (their.length > 0) await tx.updateTable('track').set({ deletedAt: 0 }).where('id', 'in', their).execute()
    return deleted
  })
  await purgeTracks(deps, done.ids)
  return done
}

/** For one track: what could not be done is an error. @throws track_not_found (404), not_your_track (403) */
export function orThrow({ refused: [refusal] }: TracksDone) {
  if (refusal) throw refusal.code === 'track_not_found' ? trackNotFound() : notYourTrack()
}

const isHere = ({ deletedAt }: TrackTable) => deletedAt === null

/** What went with its person comes back with them, and not by itself. */
const wentWithAccount = ({ deletedWith }: TrackTable) => deletedWith?.startsWith('account:') ?? false

/** Does something to those tracks that the person may delete. @param work answers those to which it could be done */
function withTracks(
  { db }: MusicDeps,
  user: User,
  ids: readonly string[],
  work: (tx: Tx<MusicTables>, tracks: TrackTable[]) => Promise<TrackTable[]>,
): Promise<TracksDone> {
  const wanted = [...new Set(ids)]
  return inTransaction(db, async (tx) => {
    const rows = await lockTracks(tx, wanted)
    const refused: TracksDone['refused'] = []
    const allowed: TrackTable[] = []
    for (const id of wanted) {
      const row = rows.get(id)
      if (!row || !(isHere(row) ? can(user, 'seeTrack', row) : can(user, 'restoreTrack', row))) {
        refused.push({ id, code: 'track_not_found' })
      } else if (isHere(row) && !can(user, 'editTrack', row)) refused.push({ id, code: 'not_your_track' })
      else allowed.push(row)
    }
    const done = new Set((await work(tx, allowed)).map(({ id }) => id))
    for (const { id } of allowed) if (!done.has(id)) refused.push({ id, code: 'track_not_found' })
    return { ids: [...done], refused }
  })
}
