import type { Db } from '@bell/platform/database'
import type { MusicTables } from '../tables.ts'

/** What decoding a content found, without its waveform. */
export function findAnalysis(db: Db<MusicTables>, contentHash: string) {
  return db.selectFrom('soundAnalysis').select('state').where('contentHash', '=', contentHash).executeTakeFirst()
}

/** A track with the waveform of its content. */
export function findWaveform(db: Db<MusicTables>, trackId: string) {
  return db
    .selectFrom('track')
    .leftJoin('soundAnalysis as sound', 'sound.contentHash', 'track.contentHash')
    .select(['track.audience', 'track.uploaderId', 'track.status', 'track.contentHash', 'sound.state', 'sound.peaks'])
    .where('track.id', '=', trackId)
    .executeTakeFirst()
}
