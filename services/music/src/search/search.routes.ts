import { maybeSignedIn, type App } from '@bell/platform/http'
import { z } from 'zod'
import { presentAlbum } from '../albums/albums.list.ts'
import { Album } from '../albums/albums.schema.ts'
import { presentArtist } from '../artists/artists.queries.ts'
import { Artist } from '../artists/artists.schema.ts'
import type { MusicDeps } from '../deps.ts'
import { readCard } from '../tracks/cards.ts'
import { Track } from '../tracks/tracks.schema.ts'
import { searchAlbums, searchArtists, searchTracks } from './search.ts'

const Kind = z.enum(['tracks', 'artists', 'albums'])
const q = z.string().trim().max(200)
const SearchQuery = z.object({
  q,
  types: z
    .string()
    .default('tracks,artists,albums')
    .transform((types) => types.split(','))
    .pipe(z.array(Kind).max(3)),
  limit: z.coerce.number().int().min(1).max(100).default(20),
})
const SearchAnswer = z.object({
  tracks: z.array(Track),
  artists: z.array(Artist),
  albums: z.array(Album),
  tookMs: z.number(),
})
const ArtistSearchQuery = z.object({ q, limit: z.coerce.number().int().min(1).max(50).default(8) })

export function searchRoutes(app: App, deps: MusicDeps) {
  const { images } = deps

  app.get(
    '/api/search',
    {
      preHandler: maybeSignedIn,
      schema: { tags: ['search'], querystring: SearchQuery, response: { 200: SearchAnswer } },
    },
    async ({ query, viewer }) => {
      const start = performance.now()
      const wants = (kind: z.infer<typeof Kind>) => query.q !== '' && query.types.includes(kind)
      const [tracks, artists, albums] = await Promise.all([
        wants('tracks') ? searchTracks(deps, viewer, query.q, query.limit) : [],
        wants('artists') ? searchArtists(deps, query.q, query.limit) : [],
        wants('albums') ? searchAlbums(deps, viewer, query.q, query.limit) : [],
      ])
      return {
        tracks: tracks.map(({ card }) => readCard(card, images)),
        artists: artists.map((row) => presentArtist(row, images)),
        albums: albums.map((row) => presentAlbum(row, images)),
        tookMs: Math.round((performance.now() - start) * 100) / 100,
      }
    },
  )

  app.get(
    '/api/search/artists',
    {
      preHandler: maybeSignedIn,
      schema: {
        tags: ['search'],
        querystring: ArtistSearchQuery,
        response: { 200: z.object({ items: z.array(Artist) }) },
      },
    },
    async ({ query }) => {
      const rows = query.q === '' ? [] : await searchArtists(deps, query.q, query.limit)
      return { items: rows.map((row) => presentArtist(row, images)) }
    },
  )
}
