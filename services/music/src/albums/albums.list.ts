import type { Db } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql } from 'kysely'
import type { MusicTables } from '../tables.ts'
import type { Images } from '../ingest/images.ts'
import { visibleTo } from '../tracks/tracks.queries.ts'
import type { Album } from './albums.schema.ts'

/** More albums than an artist has; a bound all the same. */
const mostOfArtist = 500

/**
 * Albums with what the viewer sees of them; those of which they see nothing are left out.
 * Each album's tracks are read by the index track_by_album.
 */
function selectAlbums(db: Db<MusicTables>, viewer: User | undefined) {
  const tracksOf = db.selectFrom('track').whereRef('track.albumId', '=', sql.ref('album.id')).where(visibleTo(viewer))
  const firstCovered = tracksOf
    .where('track.coverId', 'is not', null)
    .orderBy(disc)
    .orderBy(place)
    .orderBy('track.id')
    .limit(1)
  return db
    .selectFrom('album')
    .leftJoin('artist', 'artist.id', 'album.artistId')
    .selectAll('album')
    .select((row) => [
      'artist.name as presentName',
      row.case().when('artist.deletedAt', 'is', null).then(row.ref('album.artistId')).end().as('presentArtistId'),
      tracksOf.select((track) => track.fn.countAll<number>().as('count')).as('trackCount'),
      tracksOf.select((track) => track.fn.max('track.year').as('year')).as('year'),
      tracksOf.select((track) => track.fn.sum('track.durationMs').as('ms')).as('durationMs'),
      tracksOf.select(countDiscs).as('discCount'),
      firstCovered.select('track.coverId').as('coverId'),
      firstCovered.select('track.coverColor').as('coverColor'),
    ])
    .where((where) => where.exists(tracksOf.select('track.id')))
}

/** A track without a number of its disc is on the first; one without its own comes last. (SQLite has NULL first, PostgreSQL last.) */
const disc = sql<number>`coalesce(${sql.ref('track.discNumber')}, 1)`
const place = sql<number>`coalesce(${sql.ref('track.trackNumber')}, 10000)`
const countDiscs = sql<number>`count(distinct ${disc})`.as('discs')

export type AlbumRow = Awaited<ReturnType<typeof listAlbums>>[number]

/** Newest first, by the primary key (UUIDv7). */
export function listAlbums(db: Db<MusicTables>, viewer: User | undefined, limit: number, after?: string) {
  return selectAlbums(db, viewer)
    .$if(after !== undefined, (query) => query.where('album.id', '<', after!))
    .orderBy('album.id', 'desc')
    .limit(limit)
    .execute()
}

/** In the order of the ids. */
export async function findAlbums(db: Db<MusicTables>, viewer: User | undefined, ids: readonly string[]) {
  if (ids.length === 0) return []
  const rows = await selectAlbums(db, viewer).where('album.id', 'in', ids).execute()
  return ids.flatMap((id) => rows.find((row) => row.id === id) ?? [])
}

/** Albums by the artist, and those the artist is on; by the indexes album_by_artist and credit_by_artist. */
export function listArtistAlbums(db: Db<MusicTables>, viewer: User | undefined, artistId: string) {
  const creditedOn = db
    .selectFrom('credit')
    .innerJoin('track', 'track.id', 'credit.trackId')
    .select('track.albumId')
    .where('credit.artistId', '=', artistId)
    .where('track.albumId', 'is not', null)
    .$narrowType<{ albumId: string }>()
  return selectAlbums(db, viewer)
    .where((where) => where.or([where('album.artistId', '=', artistId), where('album.id', 'in', creditedOn)]))
    .orderBy('album.id', 'desc')
    .limit(mostOfArtist)
    .execute()
}

/** In the album's order; by the index track_by_album. */
export function listAlbumTracks(db: Db<MusicTables>, viewer: User | undefined, albumId: string, limit: number) {
  return db
    .selectFrom('track')
    .select(['id', 'card'])
    .where('albumId', '=', albumId)
    .where(visibleTo(viewer))
    .orderBy(disc)
    .orderBy(place)
    .orderBy('id')
    .limit(limit)
    .execute()
}

export function presentAlbum(row: AlbumRow, images: Images): Album {
  const { id, title, presentArtistId, artistName, presentName, coverId, coverColor, year, createdAt } = row
  return {
    id,
    title,
    artist: artistName === '' ? null : { id: presentArtistId, name: presentName ?? artistName },
    coverUrl: coverId === null ? null : images.address(coverId),
    year: year === null ? null : Number(year),
    compilation: row.compilation === 1,
    coverColor,
    trackCount: Number(row.trackCount),
    discCount: Number(row.discCount),
    // Those that are still processing have none.
    durationSeconds: Number(row.durationMs ?? 0) / 1000,
    createdAt: new Date(createdAt).toISOString(),
  }
}
