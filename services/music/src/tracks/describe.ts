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
 * Brings a track's row, credits and album into line with what is said of it; what is not said stays. The card is not
 * written here. An album that the track left or joined is told so.
 */
export async function describeTrack(tx: Tx<MusicTables>, deps: MusicDeps, track: TrackTable, details: TrackDetails) {
  const credits = creditsOf(details)
  if (credits) await replaceCredits(tx, track.id, await resolveCredits(tx, credits))
  const albumId = await placeInAlbum(tx, deps, track, details)
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
  const set = Object.fromEntries(Object.entries({ ...said, albumId }).filter(([, value]) => value !== undefined))
  if (Object.keys(set).length > 0) await tx.updateTable('track').set(set).where('id', '=', track.id).execute()
  for (const album of new Set([track.albumId, albumId ?? track.albumId])) {
    if (album !== null) await albumHasChanged(tx, album, deps.clock.now())
  }
}

/** @returns the album's id, null for none, undefined where nothing changes */
async function placeInAlbum(tx: Tx<MusicTables>, deps: MusicDeps, track: TrackTable, details: TrackDetails) {
  if (details.album === undefined && details.albumArtist === undefined) return undefined
  const present = track.albumId === null ? undefined : await findAlbum(tx, track.albumId)
  const title = details.album === undefined ? present?.title : details.album
  if (!title) return null
  const said = details.albumArtist ?? (details.albumArtist === undefined ? present?.artistName : undefined)
  const artist = said === undefined ? await findMainArtist(tx, track.id) : await resolveArtist(tx, said)
  return claimAlbum(tx, deps, { title, artistName: artist?.name ?? '', artistId: artist?.id ?? null })
}

function findAlbum(tx: Tx<MusicTables>, id: string) {
  return tx.selectFrom('album').select(['title', 'artistName']).where('id', '=', id).executeTakeFirst()
}

/** Where nobody says whose an album is, it is the track's first main artist's. */
function findMainArtist(tx: Tx<MusicTables>, trackId: string) {
  return tx
    .selectFrom('credit')
    .leftJoin('artist', 'artist.id', 'credit.artistId')
    .select((row) => ['credit.artistId as id', row.fn.coalesce('artist.name', 'credit.name').as('name')])
    .where('trackId', '=', trackId)
    .where('role', '=', 'main')
    .orderBy('position')
    .limit(1)
    .executeTakeFirst()
}

async function resolveArtist(tx: Tx<MusicTables>, name: string) {
  const [artist] = await resolveCredits(tx, [{ id: null, name, role: 'main' }])
  return artist
}
