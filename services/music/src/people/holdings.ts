import { requireScope, type App } from '@bell/platform/http'
import { MusicHoldings, readPeople } from '@bell/platform/people'
import { z } from 'zod'
import type { MusicDeps } from '../deps.ts'
import { ofNobodyElse } from './people.queries.ts'

/** What would go with a person's account; AuthBell asks before it deletes one. */
export function holdingsRoute(app: App, { db }: Pick<MusicDeps, 'db'>) {
  app.get(
    '/api/people/:userId/holdings',
    {
      preHandler: requireScope(readPeople),
      schema: { tags: ['people'], params: z.object({ userId: z.uuid() }), response: { 200: MusicHoldings } },
    },
    async ({ params: { userId } }) => {
      const counted = db.selectFrom('track').select((row) => row.fn.countAll<number>().as('count'))
      const tracks = await counted
        .where('uploaderId', '=', userId)
        .where('deletedAt', 'is', null)
        .where('status', '<>', 'failed')
        .executeTakeFirstOrThrow()
      const artists = await db
        .selectFrom('artist')
        .select((row) => row.fn.countAll<number>().as('count'))
        .where('createdBy', '=', userId)
        .where('deletedAt', 'is', null)
        .where(ofNobodyElse(userId))
        .executeTakeFirstOrThrow()
      return { tracks: Number(tracks.count), artists: Number(artists.count) }
    },
  )
}
