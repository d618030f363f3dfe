import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { conflict, type User } from '@bell/platform/http'
import type { MusicDeps } from '../deps.ts'
import { trackChanged } from '../events.ts'
import { can } from '../policies.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import { readCard, rewriteCards } from './cards.ts'
import { checkArtists, describeTracks } from './describe.ts'
import type { TrackDetails, TracksChange, TracksChanged } from './tracks.schema.ts'
import { getEditable } from './tracks.ts'

/**
 * Changes what is said of a track; what is not given stays, null takes away.
 * @param ifMatch the revision, as an entity tag, that the person saw
 * @throws track_not_found (404; also what the person may not see), not_your_track (403), artist_not_found (400),
 * track_changed (409, with the `track` as it is now) where it is not at that revision any more
 */
export function changeTrack(
  deps: MusicDeps,
  user: User,
  trackId: string,
  change: TrackDetails,
  ifMatch: string | undefined,
) {
  return inTransaction(deps.db, async (tx) => {
    const track = await getEditable(tx, user, trackId)
    if (!matches(ifMatch, track.revision)) {
      throw conflict(
        'track_changed',
        `“${track.title}” was changed meanwhile; look at it again before you change it.`,
        {
          members: { track: readCard(track.card, deps.images) },
        },
      )
    }
    await applyChange(tx, deps, [track], change)
  })
}

/**
 * Makes one change to many tracks. Those that are not the person's to change, or that others changed since the person
 * saw them, are left as they are and named.
 * @throws artist_not_found (400)
 */
export function changeTracks(deps: MusicDeps, user: User, { tracks, change }: TracksChange) {
  const wanted = new Map(tracks.map(({ id, revision }) => [id, revision]))
  return inTransaction(deps.db, async (tx) => {
    const rows = await lockTracks(tx, [...wanted.keys()])
    const refused: TracksChanged['refused'] = []
    const allowed: TrackTable[] = []
    for (const [id, revision] of wanted) {
      const row = rows.get(id)
      if (!row || !can(user, 'seeTrack', row)) refused.push({ id, code: 'track_not_found' })
      else if (!can(user, 'editTrack', row)) refused.push({ id, code: 'not_your_track' })
      else if (revision === undefined || revision === row.revision) allowed.push(row)
      else refused.push({ id, code: 'track_changed', track: readCard(row.card, deps.images) })
    }
    await applyChange(tx, deps, allowed, change)
    return { changed: allowed.map(({ id }) => id), refused }
  })
}

async function applyChange(tx: Tx<MusicTables>, deps: MusicDeps, tracks: TrackTable[], change: TrackDetails) {
  await checkArtists(tx, change)
  for (const { id, status, typed: before } of tracks) {
    if (status !== 'processing') continue
    // Ingest reads the tags this very moment: what is typed now wins as well.
    const typed = JSON.stringify({ ...(JSON.parse(before) as TrackDetails), ...change })
    await tx.updateTable('track').set({ typed }).where('id', '=', id).execute()
  }
  await describeTracks(tx, deps, tracks, change)
  const at = deps.clock.now()
  for (const { id, revision } of await rewriteCards(
    tx,
    tracks.map(({ id }) => id),
  )) {
    await appendOutbox(tx, trackChanged, { key: id, data: { trackId: id, revision }, at })
  }
}

export async function lockTracks(tx: Tx<MusicTables>, ids: string[]) {
  const rows = await tx
    .updateTable('track')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', 'in', ids)
    .returningAll()
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** RFC 9110 §13.1.1; no tag asks for nothing. */
function matches(ifMatch: string | undefined, revision: number) {
  if (ifMatch === undefined || ifMatch.trim() === '*') return true
  return ifMatch.split(',').some((tag) => tag.trim().replaceAll('"', '') === String(revision))
}
