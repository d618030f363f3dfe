import type { Db } from '@bell/platform/database'
import type { MusicTables } from '../tables.ts'
import { walkTracks, type TrackList } from './list-tracks.ts'

/** A library longer than this is cut; a table that jumps through it has its limits too. */
const mostIds = 500_000

/** The ids of the whole list in order, as pieces of JSON text. */
export async function* listIds(db: Db<MusicTables>, list: TrackList) {
  yield '{"ids":['
  let sent = 0
  for await (const rows of walkTracks(db, list)) {
    if (rows.length > 0) yield `${sent > 0 ? ',' : ''}"${rows.map((row) => row.id).join('","')}"`
    sent += rows.length
    if (sent >= mostIds) break
  }
  yield ']}'
}
