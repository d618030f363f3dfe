import { decodeCursor, encodeCursor, maybeSignedIn, signedIn, type App, type User } from '@bell/platform/http'
import type { FastifyReply } from 'fastify'
import { Readable } from 'node:stream'
import type { MusicDeps } from '../deps.ts'
import { searchTracks } from '../search/search.ts'
import { sendCards, sendCardsText, sendText } from './cards.reply.ts'
import { finishCards, readCard } from './cards.ts'
import { changeTrack, changeTracks } from './change-tracks.ts'
import { beginningAt, listTracks, type TrackList } from './list-tracks.ts'
import { createNewestTracks } from './newest.ts'
import { listIds } from './track-ids.ts'
import { findCards, listGenres } from './tracks.queries.ts'
import {
  Genres,
  IfMatch,
  NewTrack,
  Track,
  TrackCursor,
  TrackDetails,
  TrackIds,
  TrackIdsQuery,
  TrackPage,
  TrackParams,
  TrackQuery,
  TracksChange,
  TracksChanged,
} from './tracks.schema.ts'
import { createTrack, trackNotFound } from './tracks.ts'

/** More than a filter can offer to choose from. */
const mostGenres = 200

export function trackRoutes(app: App, deps: MusicDeps) {
  const { db, images } = deps
  const findNewest = createNewestTracks(db)
  const tags = ['tracks']

  app.get(
    '/api/tracks',
    { preHandler: maybeSignedIn, schema: { tags, querystring: TrackQuery, response: { 200: TrackPage } } },
    async ({ query, viewer }, reply) => {
      const { ids, q, limit, cursor, from, ...order } = query
      if (ids) return sendCards(reply, images, await findCards(db, viewer, ids), null)
      if (q) return sendCards(reply, images, await searchTracks(deps, viewer, q, limit), null)
      const [key, id] = decodeCursor(TrackCursor, cursor) ?? []
      if (isNewest(order)) {
        const newest = await findNewest(viewer, limit, id)
        if (newest) {
          const { items, count, last } = newest
          return sendCardsText(reply, images, items, count === limit ? encodeCursor([last, last]) : null)
        }
      }
      const after = id === undefined || key === undefined ? beginningAt(from, order) : { id, key }
      const rows = await listTracks(db, { viewer, ...order }, limit, after)
      const last = rows.length === limit ? rows.at(-1) : undefined
      return sendCards(reply, images, rows, last ? encodeCursor([last.key, last.id]) : null)
    },
  )

  app.get(
    '/api/tracks/ids',
    { preHandler: maybeSignedIn, schema: { tags, querystring: TrackIdsQuery, response: { 200: TrackIds } } },
    async ({ query, viewer }, reply) =>
      sendText(reply, Readable.from(listIds(db, { viewer, ...query }), { objectMode: false })),
  )

  app.get('/api/tracks/genres', { preHandler: signedIn, schema: { tags, response: { 200: Genres } } }, async () => ({
    items: await listGenres(db, mostGenres),
  }))

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
    {
      preHandler: signedIn,
      schema: { tags, params: TrackParams, headers: IfMatch, body: TrackDetails, response: { 200: Track } },
    },
    async ({ params, headers, body, user }, reply) => {
      await changeTrack(deps, user, params.trackId, body, headers['if-match'])
      return sendTrack(reply, user, params.trackId)
    },
  )

  app.patch(
    '/api/tracks',
    { preHandler: signedIn, schema: { tags, body: TracksChange, response: { 200: TracksChanged } } },
    async ({ body, user }) => {
      const { changed, refused } = await changeTracks(deps, user, body)
      const cards = await findCards(db, user, changed)
      return { items: cards.map(({ card }) => readCard(card, images)), refused }
    },
  )

  async function sendTrack(reply: FastifyReply, viewer: User | undefined, id: string) {
    const [track] = await findCards(db, viewer, [id])
    if (!track) throw trackNotFound()
    return sendText(reply.header('etag', `"${track.revision}"`), finishCards(track.card, images))
  }
}

/** The list that findNewest serves. */
function isNewest({ sort, order, filter, genre }: Omit<TrackList, 'viewer'>) {
  return sort === 'added' && order !== 'asc' && !genre && filter.every((name) => name === 'library')
}
