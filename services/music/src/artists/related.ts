import type { Db } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql } from 'kysely'
import type { MusicTables } from '../tables.ts'
import { visibleTo } from '../tracks/tracks.queries.ts'
import { findArtists } from './artists.queries.ts'

/** The artist's latest tracks, and the tracks of their albums, that are looked at. */
const mostTracks = 200
const mostOnAlbums = 1000
/** A shared track says more than a shared album. */
const sharedTrack = 5

/**
 * Artists who are on the same tracks or albums, those with most in common first; by the indexes credit_by_artist,
 * track_by_album and credit_by_track.
 */
export async function listRelatedArtists(
  db: Db<MusicTables>,
  viewer: User | undefined,
  artistId: string,
  limit: number,
) {
  const related = await db
    .with('mine', (q) =>
      q
        .selectFrom('credit')
        .innerJoin('track', 'track.id', 'credit.trackId')
        .select(['track.id', 'track.albumId'])
        .distinct()
        .where('credit.artistId', '=', artistId)
        .where(visibleTo(viewer))
        .orderBy('track.id', 'desc')
        .limit(mostTracks),
    )
    .with('near', (q) =>
      q
        .selectFrom('track')
        .select(['track.id', sql<number>`1`.as('weight')])
        .where('track.albumId', 'in', q.selectFrom('mine').select('mine.albumId').where('mine.albumId', 'is not', null))
        .where(visibleTo(viewer))
        .limit(mostOnAlbums)
        .unionAll(q.selectFrom('mine').select(['mine.id', sql<number>`${sql.lit(sharedTrack)}`.as('weight')])),
    )
    .selectFrom('near')
    .innerJoin('credit', 'credit.trackId', 'near.id')
    .select('credit.artistId as id')
    .where('credit.artistId', 'is not', null)
    .where('credit.artistId', '<>', artistId)
    .$narrowType<{ id: string }>()
    .groupBy('credit.artistId')
    .orderBy((row) => row.fn.sum('near.weight'), 'desc')
    .orderBy('credit.artistId')
    .limit(limit)
    .execute()
  return findArtists(
    db,
    related.map(({ id }) => id),
  )
}
