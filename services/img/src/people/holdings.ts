import { requireScope, type App } from '@bell/platform/http'
import { ImageHoldings, readPeople } from '@bell/platform/people'
import { z } from 'zod'
import type { ImgDeps } from '../deps.ts'
import { countOwnImages } from './people.queries.ts'

/** What would go with a person's account; AuthBell asks before it deletes one. */
export function holdingsRoute(app: App, { db }: Pick<ImgDeps, 'db'>) {
  app.get(
    '/api/people/:userId/holdings',
    {
      preHandler: requireScope(readPeople),
      schema: { tags: ['people'], params: z.object({ userId: z.uuid() }), response: { 200: ImageHoldings } },
    },
    async ({ params }) => ({ images: await countOwnImages(db, params.userId) }),
  )
}
