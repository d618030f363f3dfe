import { unavailable, type User } from '@bell/platform/http'
import { SearchUnavailable, type SearchHit } from '@bell/platform/search-index'
import { findAlbums } from '../albums/albums.list.ts'
import { findArtists, listArtistsByPrefix, type ArtistRow } from '../artists/artists.queries.ts'
import type { MusicDeps } from '../deps.ts'
import { findCards } from '../tracks/tracks.queries.ts'

/*
 * The index answers ids; what is shown comes from the database, which also judges again whether it may be seen: the
 * index follows it with a delay.
 */

/** Documents carry for whom they are: everyone, members, or one person. */
export function readersTags(viewer: User | undefined) {
  return viewer ? ['public', 'members', `user:${viewer.id}`] : ['public']
}

/** @throws search_unavailable (503) while the engine cannot be asked; all but searching goes on */
async function answered(hits: Promise<SearchHit[]>) {
  try {
    return await hits
  } catch (error) {
    if (!(error instanceof SearchUnavailable)) throw error
    const detail = 'The search is out of order for the moment. Music plays on, and what is added now is found later.'
    throw unavailable('search_unavailable', detail, { cause: error, headers: { 'retry-after': '10' } })
  }
}

/** Cards of tracks, best first. */
export async function searchTracks({ db, search }: MusicDeps, viewer: User | undefined, query: string, limit: number) {
  const hits = await answered(search.search('tracks', { query, limit, tags: readersTags(viewer) }))
  return findCards(
    db,
    viewer,
    hits.map((hit) => hit.id),
  )
}

export async function searchAlbums({ db, search }: MusicDeps, viewer: User | undefined, query: string, limit: number) {
  const hits = await answered(search.search('albums', { query, limit, tags: readersTags(viewer) }))
  return findAlbums(
    db,
    viewer,
    hits.map((hit) => hit.id),
  )
}

/**
 * Artists whose name begins with the query, straight from the database, so that one who was registered this moment is
 * there; after them those of whom the index knows a word that begins so.
 */
export async function searchArtists({ db, search }: MusicDeps, query: string, limit: number): Promise<ArtistRow[]> {
  const [named, hits] = await Promise.all([
    listArtistsByPrefix(db, query, limit),
    answered(search.search('artists', { query, limit })),
  ])
  const known = new Set(named.map((row) => row.id))
  const others = await findArtists(
    db,
    hits.map((hit) => hit.id).filter((id) => !known.has(id)),
  )
  return [...named, ...others].slice(0, limit)
}
