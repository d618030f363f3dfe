import type { Tx } from '@bell/platform/database'
import { badRequest } from '@bell/platform/http'
import { albumHasChanged } from '../albums/albums.queries.ts'
import { placeInAlbums } from '../albums/place.ts'
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
  const touched = await placeInAlbums(tx, deps, tracks, details, credits !== undefined)
  // In one order, so that two such transactions wait for each other and never both.
  for (const album of [...touched].toSorted()) {
    await albumHasChanged(tx, album, deps.clock.now())
  }
}
