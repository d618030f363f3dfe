import { decodeCursor, encodeCursor, maybeSignedIn, signedIn, type App, type User } from '@bell/platform/http'
import type { FastifyReply } from 'fastify'
import { Readable } from 'node:stream'
import { z } from 'zod'
import type { MusicDeps } from '../deps.ts'
import { searchTracks } from '../search/search.ts'
import { sendCards, sendCardsText, sendText } from './cards.reply.ts'
import { finishCards } from './cards.ts'
import { createNewestTracks } from './newest.ts'
import { listIds } from './track-ids.ts'
import { findCards, listTracks } from './tracks.queries.ts'
import {
  AddedCursor,
  NewTrack,
  TitleCursor,
  Track,
  TrackDetails,
  TrackIds,
  TrackIdsQuery,
  TrackPage,
  TrackParams,
  TrackQuery,
  type TrackSort,
} from './tracks.schema.ts'
import { changeTrack, createTrack, deleteTrack, trackNotFound } from './tracks.ts'

export function trackRoutes(app: App, deps: MusicDeps) {
  const { db, images } = deps
  const findNewest = createNewestTracks(db)
  const tags = ['tracks']

  app.get(
    '/api/tracks',
    { preHandler: maybeSignedIn, schema: { tags, querystring: TrackQuery, response: { 200: TrackPage } } },
    async ({ query, viewer }, reply) => {
      const { ids, q, sort, filter, limit } = query
      if (ids) return sendCards(reply, images, await findCards(db, viewer, ids), null)
      if (q) return sendCards(reply, images, await searchTracks(deps, viewer, q, limit), null)
      const after = readCursor(sort, query.cursor)
      const newest = sort === 'added' && filter === 'library' ? await findNewest(viewer, limit, after?.id) : undefined
      if (newest) {
        const ended = newest.count === limit ? encodeCursor([newest.last]) : null
        return sendCardsText(reply, images, newest.items, ended)
      }
      const range = { viewer, sort, filter, limit, after }
      const rows = await listTracks(db, ['id', 'titleKey', 'card'], range)
      const last = rows.length === limit ? rows.at(-1) : undefined
      const ended = last && encodeCursor(sort === 'added' ? [last.id] : [last.titleKey, last.id])
      return sendCards(reply, images, rows, ended ?? null)
    },
  )

  app.get(
    '/api/tracks/ids',
    { preHandler: maybeSignedIn, schema: { tags, querystring: TrackIdsQuery, response: { 200: TrackIds } } },
    async ({ query, viewer }, reply) =>
      sendText(reply, Readable.from(listIds(db, { viewer, ...query }), { objectMode: false })),
  )

  app.post(
    '/api/tracks',
    { preHandler: signedIn, schema: { tags, body: NewTrack, response: { 201: Track } } },
    async ({ body, user }, reply) => {
      const id = await createTrack(deps, user, body)
      return sendTrack(reply.code(201), user, id)
    },
  )

  app.get(
    '/api/tracks/:trackId',
    { preHandler: maybeSignedIn, schema: { tags, params: TrackParams, response: { 200: Track } } },
    async ({ params, viewer }, reply) => sendTrack(reply, viewer, params.trackId),
  )

  app.patch(
    '/api/tracks/:trackId',
    { preHandler: signedIn, schema: { tags, params: TrackParams, body: TrackDetails, response: { 200: Track } } },
    async ({ params, body, user }, reply) => {
      await changeTrack(deps, user, params.trackId, body)
      return sendTrack(reply, user, params.trackId)
    },
  )

  app.delete(
    '/api/tracks/:trackId',
    { preHandler: signedIn, schema: { tags, params: TrackParams, response: { 204: z.undefined() } } },
    async ({ params, user }, reply) => {
      await deleteTrack(deps, user, params.trackId)
      return reply.code(204).send()
    },
  )

  async function sendTrack(reply: FastifyReply, viewer: User | undefined, id: string) {
    const [track] = await findCards(db, viewer, [id])
    if (!track) throw trackNotFound()
    return sendText(reply, finishCards(track.card, images))
  }
}

function readCursor(sort: TrackSort, cursor: string | undefined) {
  if (cursor === undefined) return undefined
  if (sort === 'added') return { id: decodeCursor(AddedCursor, cursor)![0], titleKey: '' }
  const [titleKey, id] = decodeCursor(TitleCursor, cursor)!
  return { id, titleKey }
}
