import type { Db, Tx } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import type { MusicTables } from '../tables.ts'
import type { Images } from '../ingest/images.ts'
import { endOfPrefix, nameKey } from '../names.ts'
import { visibleTo } from '../tracks/tracks.queries.ts'
import type { Artist } from './artists.schema.ts'
import { hostOfLink, linkKinds } from './links.ts'

type Reader = Db<MusicTables> | Tx<MusicTables>

/** So many of an artist's latest tracks are ranked, and so many people counted for one. */
const mostRanked = 200
const mostPeople = 500

/** By name, from after the cursor; by the index artist_by_name. */
export function listArtists(db: Reader, limit: number, after?: readonly [nameKey: string, id: string]) {
  return selectArtists(db)
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('nameKey', 'id'), '>', where.tuple(...after!))),
    )
    .orderBy('nameKey')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/**
 * Whose name, in any script, begins so; ranges of the indexes artist_by_name and artist_by_other_name. By the name that
 * was found.
 */
export async function listArtistsByPrefix(db: Reader, prefix: string, limit: number) {
  const key = nameKey(prefix)
  const named = db
    .selectFrom('artist')
    .select(['nameKey', 'id'])
    .where('nameKey', '>=', key)
    .where('nameKey', '<', endOfPrefix(key))
    .orderBy('nameKey')
    .orderBy('id')
    .limit(limit)
  const elsewhere = db
    .selectFrom('artistOtherName')
    .select(['nameKey', 'artistId as id'])
    .where('nameKey', '>=', key)
    .where('nameKey', '<', endOfPrefix(key))
    .orderBy('nameKey')
    .orderBy('artistId')
    .limit(limit)
  const found = await db
    .selectFrom(named.as('named'))
    .selectAll()
    .unionAll(db.selectFrom(elsewhere.as('elsewhere')).selectAll())
    .orderBy('nameKey')
    .orderBy('id')
    .execute()
  return findArtists(db, [...new Set(found.map((row) => row.id))].slice(0, limit))
}

/** In the order of the ids. */
export async function findArtists(db: Reader, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await selectArtists(db).where('id', 'in', ids).execute()
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])
}

export type ArtistRow = Awaited<ReturnType<typeof findArtists>>[number]

// Counted by the index credit_by_artist; a few hundred tracks a name, nine names a page.
function selectArtists(db: Reader) {
  return findArtistRows(db).where('artist.deletedAt', 'is', null)
}

/** Deleted ones too. */
export function findArtistRows(db: Reader) {
  return db
    .selectFrom('artist')
    .selectAll('artist')
    .select((row) =>
      row
        .selectFrom('credit')
        .innerJoin('track', 'track.id', 'credit.trackId')
        .select((count) => count.fn.count<number>('track.id').distinct().as('count'))
        .whereRef('credit.artistId', '=', 'artist.id')
        .where('track.audience', '>=', 1)
        .as('trackCount'),
    )
}

export function presentArtist(row: ArtistRow, images: Images): Artist {
  const { id, name, biography, photoId, photoColor, createdBy, createdAt } = row
  return {
    id,
    name,
    otherNames: JSON.parse(row.otherNames) as Artist['otherNames'],
    photoUrl: photoId === null ? null : images.address(photoId),
    photoColor,
    links: presentLinks(row.links),
    biography,
    trackCount: Number(row.trackCount ?? 0),
    createdBy,
    createdAt: new Date(createdAt).toISOString(),
  }
}

function presentLinks(json: string): Artist['links'] {
  return (JSON.parse(json) as { kind: string; url: string }[]).map(({ kind, url }) => ({
    // A kind that is known no more is another site.
    kind: linkKinds.find((known) => known === kind) ?? 'other',
    url,
    host: hostOfLink(url),
  }))
}

/** Newest first, each once, whatever the credit; by the index credit_by_artist. */
export function listArtistTracks(
  db: Reader,
  viewer: User | undefined,
  artistId: string,
  limit: number,
  after?: string,
) {
  return db
    .selectFrom('credit')
    .innerJoin('track', 'track.id', 'credit.trackId')
    .select(['track.id', 'track.card'])
    .distinct()
    .where('credit.artistId', '=', artistId)
    .where(visibleTo(viewer))
    .$if(after !== undefined, (query) => query.where('credit.trackId', '<', after!))
    .orderBy('track.id', 'desc')
    .limit(limit)
    .execute()
}

/** Of the artist's latest tracks those that most people have played; by the indexes credit_by_artist and recent_by_track. */
export function listTopTracks(db: Reader, viewer: User | undefined, artistId: string, limit: number) {
  const latest = db
    .selectFrom('credit')
    .innerJoin('track', 'track.id', 'credit.trackId')
    .select(['track.id', 'track.card'])
    .distinct()
    .where('credit.artistId', '=', artistId)
    .where(visibleTo(viewer))
    .orderBy('track.id', 'desc')
    .limit(mostRanked)
  return db
    .selectFrom(latest.as('latest'))
    .select((row) => [
      'latest.id',
      'latest.card',
      row
        .selectFrom(
          row
            .selectFrom('recentTrack')
            .select('recentTrack.userId')
            .whereRef('recentTrack.trackId', '=', 'latest.id')
            .limit(mostPeople)
            .as('person'),
        )
        .select((people) => people.fn.countAll<number>().as('people'))
        .as('people'),
    ])
    .orderBy('people', 'desc')
    .orderBy('latest.id', 'desc')
    .limit(limit)
    .execute()
}
