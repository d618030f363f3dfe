import { decodeCursor, encodeCursor, familyOnly, signedIn, type App } from '@bell/platform/http'
import { z } from 'zod'
import { presentArtist } from '../artists/artists.queries.ts'
import { ArtistParams } from '../artists/artists.schema.ts'
import type { MusicDeps } from '../deps.ts'
import { readCard } from '../tracks/cards.ts'
import { TrackParams } from '../tracks/tracks.schema.ts'
import { deleteArtist, describeArtistDeletion, purgeArtistNow, restoreArtist } from './delete-artist.ts'
import { deleteTracks, orThrow, purgeTracksNow, restoreTracks } from './delete-tracks.ts'
import { listDeletedArtists, listDeletedTracks } from './deleting.queries.ts'
import {
  ArtistDeletion,
  ArtistDeletionQuery,
  DeletedArtistPage,
  DeletedCursor,
  DeletedQuery,
  DeletedTrackPage,
  TrackIdsBody,
  TracksDone,
} from './deleting.schema.ts'

export function deletingRoutes(app: App, deps: MusicDeps) {
  const { db, images, deletedKeptMs } = deps
  const tags = ['deleting']
  const nothing = { 204: z.undefined() }
  const many = { tags, body: TrackIdsBody, response: { 200: TracksDone } }
  const oneTrack = { tags, params: TrackParams, response: nothing }
  const oneArtist = { tags, params: ArtistParams, response: nothing }

  app.delete('/api/tracks', { preHandler: [signedIn, familyOnly], schema: many }, ({ body, user }) =>
    deleteTracks(deps, user, body.ids),
  )
  app.post('/api/tracks/restore', { preHandler: signedIn, schema: many }, ({ body, user }) =>
    restoreTracks(deps, user, body.ids),
  )
  app.delete(
    '/api/tracks/:trackId',
    { preHandler: [signedIn, familyOnly], schema: oneTrack },
    async ({ params, user }, reply) => {
      orThrow(await deleteTracks(deps, user, [params.trackId]))
      return reply.code(204).send()
    },
  )
  app.post(
    '/api/tracks/:trackId/restore',
    { preHandler: signedIn, schema: oneTrack },
    async ({ params, user }, reply) => {
      orThrow(await restoreTracks(deps, user, [params.trackId]))
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/artists/:artistId/deletion',
    { preHandler: signedIn, schema: { tags, params: ArtistParams, response: { 200: ArtistDeletion } } },
    ({ params, user }) => describeArtistDeletion(deps, user, params.artistId),
  )
  app.delete(
    '/api/artists/:artistId',
    { preHandler: [signedIn, familyOnly], schema: { ...oneArtist, querystring: ArtistDeletionQuery } },
    async ({ params, query, user }, reply) => {
      await deleteArtist(deps, user, params.artistId, query.tracks)
      return reply.code(204).send()
    },
  )
  app.post(
    '/api/artists/:artistId/restore',
    { preHandler: signedIn, schema: oneArtist },
    async ({ params, user }, reply) => {
      await restoreArtist(deps, user, params.artistId)
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/deleted/tracks',
    { preHandler: signedIn, schema: { tags, querystring: DeletedQuery, response: { 200: DeletedTrackPage } } },
    async ({ query: { limit, cursor }, user }) => {
      const rows = await listDeletedTracks(db, user, limit, decodeCursor(DeletedCursor, cursor))
      return {
        items: rows.map(({ card, deletedAt }) => ({ track: readCard(card, images), ...times(deletedAt) })),
        nextCursor: cursorAfter(rows, limit),
      }
    },
  )
  app.get(
    '/api/deleted/artists',
    { preHandler: signedIn, schema: { tags, querystring: DeletedQuery, response: { 200: DeletedArtistPage } } },
    async ({ query: { limit, cursor }, user }) => {
      const rows = await listDeletedArtists(db, user, limit, decodeCursor(DeletedCursor, cursor))
      return {
        items: rows.map((row) => ({
          artist: presentArtist(row, images),
          tracks: row.tracksWith,
          ...times(row.deletedAt),
        })),
        nextCursor: cursorAfter(rows, limit),
      }
    },
  )
  app.delete('/api/deleted/tracks', { preHandler: [signedIn, familyOnly], schema: many }, ({ body, user }) =>
    purgeTracksNow(deps, user, body.ids),
  )
  app.delete(
    '/api/deleted/artists/:artistId',
    { preHandler: [signedIn, familyOnly], schema: oneArtist },
    async ({ params, user }, reply) => {
      await purgeArtistNow(deps, user, params.artistId)
      return reply.code(204).send()
    },
  )

  function times(deletedAt: number) {
    return {
      deletedAt: new Date(deletedAt).toISOString(),
      goneAt: new Date(deletedAt + deletedKeptMs).toISOString(),
    }
  }
}

function cursorAfter(rows: { deletedAt: number; id: string }[], limit: number) {
  const last = rows.length === limit ? rows.at(-1) : undefined
  return last ? encodeCursor([last.deletedAt, last.id]) : null
}
