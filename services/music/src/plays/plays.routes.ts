import { decodeCursor, encodeCursor, signedIn, type App } from '@bell/platform/http'
import { z } from 'zod'
import type { MusicDeps } from '../deps.ts'
import { sendCards } from '../tracks/cards.reply.ts'
import { listRecent } from './plays.queries.ts'
import { NewPlay, Play, PlayParams, PlayReport, RecentCursor, RecentPage, RecentQuery } from './plays.schema.ts'
import { reportPlay, startPlay } from './plays.ts'

export function playRoutes(app: App, deps: MusicDeps) {
  const tags = ['plays']

  app.post(
    '/api/plays',
    { preHandler: signedIn, schema: { tags, body: NewPlay, response: { 201: Play } } },
    async ({ body, user }, reply) => reply.code(201).send({ playId: await startPlay(deps, user, body.trackId) }),
  )

  app.patch(
    '/api/plays/:playId',
    { preHandler: signedIn, schema: { tags, params: PlayParams, body: PlayReport, response: { 204: z.undefined() } } },
    async ({ params, body, user }, reply) => {
      await reportPlay(deps, user, params.playId, body)
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/recent',
    { preHandler: signedIn, schema: { tags, querystring: RecentQuery, response: { 200: RecentPage } } },
    async ({ query: { limit, cursor }, user }, reply) => {
      const rows = await listRecent(deps.db, user, limit, decodeCursor(RecentCursor, cursor))
      const last = rows.length === limit ? rows.at(-1) : undefined
      return sendCards(reply, deps.images, rows, last ? encodeCursor([last.playedAt, last.trackId]) : null)
    },
  )
}
