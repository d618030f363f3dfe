import { inTransaction, type Tx } from '@bell/platform/database'
import { deleteLeaver } from '@bell/platform/people'
import { expireUploadsOf, sweepUploads } from '@bell/platform/uploads'
import { setDeleted } from '../deleting/delete-artist.ts'
import { purgeArtists } from '../deleting/purge-artists.ts'
import { removeTracks } from '../deleting/purge-tracks.ts'
import type { MusicDeps } from '../deps.ts'
import type { MusicTables } from '../tables.ts'
import { listTrackIdsOf, lockArtistsOf, ofNobodyElse } from './people.queries.ts'

/** Tracks or artists taken away between two looks. */
const batch = 50
/** Rows deleted by one statement: others write between two. */
const rowsAtOnce = 1000
/** Whose an artist is whose person is gone: no account has this id. */
const nobody = ''

/**
 * Takes away for good all that is a person's: tracks, uploads, artists that are nobody else's, what they heard and were
 * going to hear. Again goes on where it was left, and finds nothing once all is done.
 */
export async function purgePerson(deps: MusicDeps, userId: string) {
  const { db } = deps
  await deleteHistory(deps, userId)
  await db.deleteFrom('playQueue').where('userId', '=', userId).execute()
  for (;;) {
    const ids = await listTrackIdsOf(db, userId, batch)
    if (ids.length === 0) break
    await removeTracks(deps, ids)
  }
  for (;;) {
    const going = await inTransaction(db, (tx) => partArtists(tx, deps, userId))
    if (going === undefined) break
    await purgeArtists(deps, going)
  }
  await db.deleteFrom('nameBinding').where('userId', '=', userId).execute()
  await dropUploads(deps, userId)
  await deleteLeaver(db, userId)
}

/** Someone may have listened a million times: not in one go. */
async function deleteHistory({ db }: MusicDeps, userId: string) {
  for (const [table, key] of [
    ['play', 'id'],
    ['recentTrack', 'trackId'],
  ] as const) {
    for (;;) {
      const { numDeletedRows } = await db
        .deleteFrom(table)
        .where('userId', '=', userId)
        .where(key, 'in', (query) => query.selectFrom(table).select(key).where('userId', '=', userId).limit(rowsAtOnce))
        .executeTakeFirst()
      if (numDeletedRows < BigInt(rowsAtOnce)) break
    }
  }
}

/**
 * Artists who are on others' tracks stay, nobody's; the others are to be taken away.
 * @returns ids of those; undefined where the person has no artists (any more)
 */
async function partArtists(tx: Tx<MusicTables>, deps: MusicDeps, userId: string): Promise<string[] | undefined> {
  const artists = await lockArtistsOf(tx, userId, batch)
  if (artists.length === 0) return undefined
  const ids = artists.map(({ id }) => id)
  const rows = await tx.selectFrom('artist').select('id').where('id', 'in', ids).where(ofNobodyElse(userId)).execute()
  const going = new Set(rows.map(({ id }) => id))
  for (const artist of artists) {
    if (going.has(artist.id)) continue
    await tx.updateTable('artist').set({ createdBy: nobody }).where('id', '=', artist.id).execute()
    // Someone credited it after it had been hidden with its person.
    if (artist.deletedWith !== null) await setDeleted(tx, deps, artist, null, null)
  }
  if (going.size > 0)
    await tx
      .updateTable('artist')
      .set({ deletedAt: 0 })
      .where('id', 'in', [...going])
      .execute()
  return [...going]
}

/** What has become no track ends now, and is swept away; what is being written this moment, with the next sweep. */
async function dropUploads(deps: MusicDeps, userId: string) {
  await expireUploadsOf(deps.db, userId, deps.clock.now())
  await sweepUploads(deps)
}
