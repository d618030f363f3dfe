import type { Db } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import type { MusicTables } from '../tables.ts'
import { visibleTo } from '../tracks/tracks.queries.ts'

/** Recently played, newest first, each track once; by the index recent_by_user. */
export function listRecent(
  db: Db<MusicTables>,
  user: User,
  limit: number,
  after?: readonly [playedAt: number, trackId: string],
) {
  return db
    .selectFrom('recentTrack')
    .innerJoin('track', 'track.id', 'recentTrack.trackId')
    .select(['recentTrack.playedAt', 'recentTrack.trackId', 'track.card'])
    .where('recentTrack.userId', '=', user.id)
    .where(visibleTo(user))
    .$if(after !== undefined, (query) =>
      query.where((where) =>
        where(where.refTuple('recentTrack.playedAt', 'recentTrack.trackId'), '<', where.tuple(...after!)),
      ),
    )
    .orderBy('recentTrack.playedAt', 'desc')
    .orderBy('recentTrack.trackId', 'desc')
    .limit(limit)
    .execute()
}
