import { sql, type SqlBool } from 'kysely'
import type { MusicDeps } from '../deps.ts'
import { purgeArtists } from './purge-artists.ts'
import { purgeTracks } from './purge-tracks.ts'

/** Tracks or artists taken away between two looks. */
const batch = 100

/** Takes away for good what was deleted so long ago that its time is over, and what an earlier sweep left undone. */
export async function sweepDeleted(deps: MusicDeps) {
  for (;;) {
    const ids = await findDue(deps, 'track')
    if (ids.length === 0) break
    await purgeTracks(deps, ids)
  }
  for (;;) {
    const ids = await findDue(deps, 'artist')
    if (ids.length === 0) break
    await purgeArtists(deps, ids)
  }
}

/** By the index track_deleted or artist_deleted. What went with an account waits for AuthBell to say that it is gone. */
async function findDue({ db, clock, deletedKeptMs }: MusicDeps, table: 'track' | 'artist') {
  const due = db
    .selectFrom(table)
    .select('id')
    .where('deletedAt', '>', 0)
    .where('deletedAt', '<=', clock.now() - deletedKeptMs)
    .where(sql<SqlBool>`(${sql.ref('deletedWith')} is null or ${sql.ref('deletedWith')} not like 'account:%')`)
    .orderBy('deletedAt')
    .limit(batch)
  await db.updateTable(table).set({ deletedAt: 0 }).where('id', 'in', due).execute()
  const rows = await db.selectFrom(table).select('id').where('deletedAt', '=', 0).limit(batch).execute()
  return rows.map(({ id }) => id)
}
