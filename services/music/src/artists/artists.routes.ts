import { decodeCursor, encodeCursor, maybeSignedIn, signedIn, type App } from '@bell/platform/http'
import { z } from 'zod'
import { listArtistAlbums, presentAlbum } from '../albums/albums.list.ts'
import { AlbumPage } from '../albums/albums.schema.ts'
import type { MusicDeps } from '../deps.ts'
import { searchArtists } from '../search/search.ts'
import { sendCards } from '../tracks/cards.reply.ts'
import { TrackPage } from '../tracks/tracks.schema.ts'
import { findArtists, listArtists, listArtistTracks, listTopTracks, presentArtist } from './artists.queries.ts'
import {
  Artist,
  ArtistChange,
  ArtistCursor,
  ArtistList,
  ArtistPage,
  ArtistParams,
  ArtistQuery,
  ArtistTracksCursor,
  ArtistTracksQuery,
  Binding,
  BindingParams,
  Bound,
  NewArtist,
  UnregisteredCursor,
  UnregisteredNames,
  UnregisteredQuery,
} from './artists.schema.ts'
import { artistNotFound, changeArtist, createArtist } from './artists.ts'
import { bindName } from './bind-name.ts'
import { createFeaturedArtists } from './featured.ts'
import { listRelatedArtists } from './related.ts'
import { unbindName } from './unbind-name.ts'
import { listUnregistered } from './unregistered.ts'

const mostRelated = 12

export function artistRoutes(app: App, deps: MusicDeps) {
  const { db, images } = deps
  const findFeatured = createFeaturedArtists(deps)
  const tags = ['artists']

  app.get(
    '/api/artists',
    { preHandler: maybeSignedIn, schema: { tags, querystring: ArtistQuery, response: { 200: ArtistPage } } },
    async ({ query: { q, limit, cursor } }) => {
      const rows = q
        ? await searchArtists(deps, q, limit)
        : await listArtists(db, limit, decodeCursor(ArtistCursor, cursor))
      const last = !q && rows.length === limit ? rows.at(-1) : undefined
      return {
        items: rows.map((row) => presentArtist(row, images)),
        nextCursor: last ? encodeCursor([last.nameKey, last.id]) : null,
      }
    },
  )

  app.post(
    '/api/artists',
    { preHandler: signedIn, schema: { tags, body: NewArtist, response: { 201: Artist } } },
    async ({ body, user }, reply) => reply.code(201).send(await getArtist(await createArtist(deps, user, body))),
  )

  app.get(
    '/api/artists/featured',
    { preHandler: maybeSignedIn, schema: { tags, response: { 200: ArtistList } } },
    async () => ({ items: (await findFeatured()).map((row) => presentArtist(row, images)) }),
  )

  app.get(
    '/api/artists/unregistered',
    { preHandler: signedIn, schema: { tags, querystring: UnregisteredQuery, response: { 200: UnregisteredNames } } },
    async ({ query: { limit, cursor }, user }) => {
      const rows = await listUnregistered(db, user, limit, decodeCursor(UnregisteredCursor, cursor)?.[0])
      return {
        items: rows.flatMap(({ name, trackCount }) => (name === null ? [] : { name, trackCount: Number(trackCount) })),
        nextCursor: rows.length === limit ? encodeCursor([rows.at(-1)!.nameKey]) : null,
      }
    },
  )

  app.post(
    '/api/artists/bind',
    { preHandler: signedIn, schema: { tags, body: Binding, response: { 200: Bound } } },
    async ({ body, user }) => {
      const { artistId, bindingId } = await bindName(deps, user, body)
      return { ...(await getArtist(artistId)), bindingId }
    },
  )

  app.delete(
    '/api/artists/bindings/:bindingId',
    { preHandler: signedIn, schema: { tags, params: BindingParams, response: { 204: z.undefined() } } },
    async ({ params, user }, reply) => {
      await unbindName(deps, user, params.bindingId)
      reply.code(204)
    },
  )

  app.get(
    '/api/artists/:artistId',
    { preHandler: maybeSignedIn, schema: { tags, params: ArtistParams, response: { 200: Artist } } },
    ({ params }) => getArtist(params.artistId),
  )

  app.patch(
    '/api/artists/:artistId',
    { preHandler: signedIn, schema: { tags, params: ArtistParams, body: ArtistChange, response: { 200: Artist } } },
    async ({ params, body, user }) => {
      await changeArtist(deps, user, params.artistId, body)
      return getArtist(params.artistId)
    },
  )

  app.get(
    '/api/artists/:artistId/tracks',
    {
      preHandler: maybeSignedIn,
      schema: { tags, params: ArtistParams, querystring: ArtistTracksQuery, response: { 200: TrackPage } },
    },
    async ({ params, query: { limit, cursor, sort }, viewer }, reply) => {
      await getArtist(params.artistId)
      if (sort === 'top') {
        return sendCards(reply, images, await listTopTracks(db, viewer, params.artistId, limit), null)
      }
      const after = decodeCursor(ArtistTracksCursor, cursor)?.[0]
      const rows = await listArtistTracks(db, viewer, params.artistId, limit, after)
      return sendCards(reply, images, rows, rows.length === limit ? encodeCursor([rows.at(-1)!.id]) : null)
    },
  )

  app.get(
    '/api/artists/:artistId/albums',
    { preHandler: maybeSignedIn, schema: { tags, params: ArtistParams, response: { 200: AlbumPage } } },
    async ({ params, viewer }) => {
      await getArtist(params.artistId)
      const rows = await listArtistAlbums(db, viewer, params.artistId)
      return { items: rows.map((row) => presentAlbum(row, images)), nextCursor: null }
    },
  )

  app.get(
    '/api/artists/:artistId/related',
    { preHandler: maybeSignedIn, schema: { tags, params: ArtistParams, response: { 200: ArtistList } } },
    async ({ params, viewer }) => {
      await getArtist(params.artistId)
      const rows = await listRelatedArtists(db, viewer, params.artistId, mostRelated)
      return { items: rows.map((row) => presentArtist(row, images)) }
    },
  )

  async function getArtist(id: string) {
    const [row] = await findArtists(db, [id])
    if (!row) throw artistNotFound()
    return presentArtist(row, images)
  }
}
