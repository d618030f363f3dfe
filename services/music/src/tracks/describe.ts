import type { Tx } from '@bell/platform/database'
import { badRequest } from '@bell/platform/http'
import { albumHasChanged, claimAlbum } from '../albums/albums.queries.ts'
import { findArtist, replaceCredits, resolveCredits, type Credit } from '../credits/credits.queries.ts'
import type { MusicTables, TrackTable } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { nameKey } from '../names.ts'
import type { TrackDetails } from './tracks.schema.ts'

/** The credits that details speak of, or undefined where they speak of none. */
export function creditsOf({ artists, artistId, artistName }: TrackDetails): Credit[] | undefined {
  if (artists) return artists
  if (artistId === undefined && artistName === undefined) return undefined
  return [{ id: artistId ?? null, name: artistName ?? '', role: 'main' }]
}

/** @throws artist_not_found (400) where details name an artist by an id that is not here */
export async function checkArtists(tx: Tx<MusicTables>, details: TrackDetails) {
  for (const { id } of creditsOf(details) ?? []) {
    if (id !== null && !(await findArtist(tx, id))) {
      throw badRequest('artist_not_found', 'This artist is not here (any more); choose another or type the name.')
    }
  }
}

/**
 * Brings the rows, credits and albums of tracks (a hundred at most) into line with what is said of all of them; what is
 * not said stays. The cards are not written here. Albums that tracks left or joined are told so.
 */
export async function describeTracks(
  tx: Tx<MusicTables>,
  deps: MusicDeps,
  tracks: readonly TrackTable[],
  details: TrackDetails,
) {
  if (tracks.length === 0) return
  const ids = tracks.map(({ id }) => id)
  const credits = creditsOf(details)
  if (credits) await replaceCredits(tx, ids, await resolveCredits(tx, credits))
  const albums = await placeInAlbums(tx, deps, tracks, details)
  const { title, trackNumber, discNumber, year, genre, visibility, downloadable } = details
  const said = {
    title,
    trackNumber,
    discNumber,
    year,
    genre,
    visibility,
    titleKey: title && nameKey(title),
    downloadable: downloadable === undefined ? undefined : Number(downloadable),
  }
  const set = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined))
  if (Object.keys(set).length > 0) await tx.updateTable('track').set(set).where('id', 'in', ids).execute()
  for (const [albumId, members] of Map.groupBy(ids, (id) => albums?.get(id))) {
    if (albumId !== undefined) await tx.updateTable('track').set({ albumId }).where('id', 'in', members).execute()
  }
  const touched = new Set([...tracks.map(({ albumId }) => albumId), ...(albums?.values() ?? [])])
  for (const album of touched) {
    if (album !== null) await albumHasChanged(tx, album, deps.clock.now())
  }
}

/** @returns the album's id of each track, null for none; undefined where nothing is said of albums */
async function placeInAlbums(
  tx: Tx<MusicTables>,
  deps: MusicDeps,
  tracks: readonly TrackTable[],
  details: TrackDetails,
): Promise<Map<string, string | null> | undefined> {
  const { compilation } = details
  if (details.album === undefined && details.albumArtist === undefined && compilation === undefined) return undefined
  const ids = tracks.map(({ id }) => id)
  if (details.album === null) return new Map(ids.map((id) => [id, null]))
  const present = await findAlbums(tx, tracks)
  const artists = await findMainArtists(tx, ids)
  const claimed = new Map<string, string>()
  const placed = new Map<string, string | null>()
  for (const track of tracks) {
    const before = track.albumId === null ? undefined : present.get(track.albumId)
    const title = details.album ?? before?.title
    if (!title) {
      placed.set(track.id, null)
      continue
    }
    const said = compilation ? '' : saidArtist(details, before)
    // Where nobody says whose an album is, it is the track's first main artist's.
    const name = said ?? artists.get(track.id)?.name ?? ''
    const key = JSON.stringify([title, name])
    if (!claimed.has(key)) {
      const artist = said === undefined ? artists.get(track.id) : await resolveArtist(tx, said)
      const album = { title, artistName: artist?.name ?? '', artistId: artist?.id ?? null, compilation }
      claimed.set(key, await claimAlbum(tx, deps, album))
    }
    placed.set(track.id, claimed.get(key)!)
  }
  return placed
}

function saidArtist({ albumArtist, compilation }: TrackDetails, before: { artistName: string } | undefined) {
  if (albumArtist !== undefined) return albumArtist ?? undefined
  return compilation === false ? undefined : before?.artistName
}

async function findAlbums(tx: Tx<MusicTables>, tracks: readonly TrackTable[]) {
  const ids = tracks.flatMap(({ albumId }) => albumId ?? [])
  if (ids.length === 0) return new Map<string, { title: string; artistName: string }>()
  const rows = await tx.selectFrom('album').select(['id', 'title', 'artistName']).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, row]))
}

async function findMainArtists(tx: Tx<MusicTables>, trackIds: string[]) {
  const rows = await tx
    .selectFrom('credit')
    .leftJoin('artist', 'artist.id', 'credit.artistId')
    .select((row) => [
      'credit.trackId',
      'credit.artistId as id',
      row.fn.coalesce('artist.name', 'credit.name').as('name'),
    ])
    .where('trackId', 'in', trackIds)
    .where('role', '=', 'main')
    .orderBy('trackId')
    .orderBy('position', 'desc')
    .execute()
  // The last to be set is the first by position.
  return new Map(rows.map((row) => [row.trackId, row]))
}

async function resolveArtist(tx: Tx<MusicTables>, name: string) {
  // An album without an artist stays so.
  if (name === '') return undefined
  const [artist] = await resolveCredits(tx, [{ id: null, name, role: 'main' }])
  return artist
}
