import type { Db } from '@bell/platform/database'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { findArtists, type ArtistRow } from './artists.queries.ts'

const featured = 3
const days = 14
/** So many plays are looked at, whatever their number was in these days. */
const mostPlays = 2000
const keptMs = 60_000

/**
 * Three artists to recommend: whom most people listened to in the last fourteen days, then the newest with a photo,
 * then the newest. Found at most once a minute.
 */
export function createFeaturedArtists({ db, clock }: MusicDeps) {
  let kept: { until: number; ids: Promise<string[]> } | undefined

  return async function findFeatured(): Promise<ArtistRow[]> {
    const now = clock.now()
    if (!kept || now >= kept.until) {
      const ids = findIds(db, now)
      kept = { until: now + keptMs, ids }
      ids.catch(() => (kept = undefined))
    }
    return findArtists(db, await kept.ids)
  }
}

async function findIds(db: Db<MusicTables>, now: number) {
  const [listened, withPhoto, newest] = await Promise.all([listListened(db, now), listNewest(db, true), listNewest(db)])
  return [...new Set([...listened, ...withPhoto, ...newest].map(({ id }) => id))].slice(0, featured)
}

/** Ids of plays are UUIDv7: the latest are a range of the primary key. People count, not how often they play. */
function listListened(db: Db<MusicTables>, now: number) {
  const latest = db
    .selectFrom('play')
    .select(['userId', 'trackId'])
    .where('id', '>=', firstIdOf(now - days * 86_400_000))
    .orderBy('id', 'desc')
    .limit(mostPlays)
  return db
    .selectFrom(latest.as('latest'))
    .innerJoin('track', 'track.id', 'latest.trackId')
    .innerJoin('credit', 'credit.trackId', 'latest.trackId')
    .innerJoin('artist', 'artist.id', 'credit.artistId')
    .select('artist.id')
    .where('track.audience', '>=', 1)
    .where('credit.role', 'in', ['main', 'featured'])
    .where('artist.deletedAt', 'is', null)
    .groupBy('artist.id')
    .orderBy((row) => row.fn.count('latest.userId').distinct(), 'desc')
    .orderBy((row) => row.fn.countAll(), 'desc')
    .orderBy('artist.id', 'desc')
    .limit(featured)
    .execute()
}

/** By the primary key, or the index artist_with_photo. */
function listNewest(db: Db<MusicTables>, withPhoto = false) {
  return db
    .selectFrom('artist')
    .select('id')
    .where('deletedAt', 'is', null)
    .$if(withPhoto, (query) => query.where('photoId', 'is not', null))
    .orderBy('id', 'desc')
    .limit(featured)
    .execute()
}

/** The least UUIDv7 of a moment (RFC 9562 §5.7): its first 48 bits are the milliseconds. */
function firstIdOf(at: number) {
  const hex = Math.max(0, at).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
