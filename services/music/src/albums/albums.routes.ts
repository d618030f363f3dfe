import { decodeCursor, encodeCursor, maybeSignedIn, notFound, type App } from '@bell/platform/http'
import type { MusicDeps } from '../deps.ts'
import { sendCards } from '../tracks/cards.reply.ts'
import { TrackPage } from '../tracks/tracks.schema.ts'
import { findAlbums, listAlbums, listAlbumTracks, presentAlbum } from './albums.list.ts'
import { Album, AlbumCursor, AlbumPage, AlbumParams, AlbumQuery } from './albums.schema.ts'

/** An album is one page. */
const mostTracks = 1000

export function albumRoutes(app: App, { db, images }: MusicDeps) {
  const tags = ['albums']

  app.get(
    '/api/albums',
    { preHandler: maybeSignedIn, schema: { tags, querystring: AlbumQuery, response: { 200: AlbumPage } } },
    async ({ query: { limit, cursor }, viewer }) => {
      const rows = await listAlbums(db, viewer, limit, decodeCursor(AlbumCursor, cursor)?.[0])
      return {
        items: rows.map((row) => presentAlbum(row, images)),
        nextCursor: rows.length === limit ? encodeCursor([rows.at(-1)!.id]) : null,
      }
    },
  )

  app.get(
    '/api/albums/:albumId',
    { preHandler: maybeSignedIn, schema: { tags, params: AlbumParams, response: { 200: Album } } },
    async ({ params, viewer }) => {
      const [row] = await findAlbums(db, viewer, [params.albumId])
      if (!row) throw albumNotFound()
      return presentAlbum(row, images)
    },
  )

  app.get(
    '/api/albums/:albumId/tracks',
    { preHandler: maybeSignedIn, schema: { tags, params: AlbumParams, response: { 200: TrackPage } } },
    async ({ params, viewer }, reply) => {
      const rows = await listAlbumTracks(db, viewer, params.albumId, mostTracks)
      if (rows.length === 0) throw albumNotFound()
      return sendCards(reply, images, rows, null)
    },
  )
}

function albumNotFound() {
  return notFound('album_not_found', 'This album is not here (any more).')
}
