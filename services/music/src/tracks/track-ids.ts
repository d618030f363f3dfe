import type { Db } from '@bell/platform/database'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MusicTables } from '../tables.ts'
import { listTracks, type TrackRange } from './tracks.queries.ts'

/** Rows read at once: about a millisecond's work. */
const step = 1000
/** A library longer than this is cut; a table that jumps through it has its limits too. */
const mostIds = 500_000

/** The ids of the whole list in order, as pieces of JSON text; other requests get their turn between the pieces. */
export async function* listIds(db: Db<MusicTables>, range: Omit<TrackRange, 'limit' | 'after'>) {
  yield '{"ids":['
  let after: TrackRange['after']
  for (let sent = 0; sent < mostIds; sent += step) {
    const rows = await listTracks(db, ['id', 'titleKey'], { ...range, limit: step, after })
    if (rows.length > 0) yield `${sent > 0 ? ',' : ''}"${rows.map((row) => row.id).join('","')}"`
    if (rows.length < step) break
    after = rows.at(-1)
    await nextTurn()
  }
  yield ']}'
}
