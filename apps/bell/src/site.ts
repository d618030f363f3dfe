import type { App } from '@bell/platform/http'
import { z } from 'zod'
import type { Place, ProductName } from './config.ts'

const Site = z.object({ products: z.object({ auth: z.url(), music: z.url(), img: z.url() }), version: z.string() })

/** `GET /api/site`: where the three products are, for the pages' links between them. Public: it tells no secret. */
export function siteRoute(app: App, places: Record<ProductName, Place>, version: string) {
  const site = {
    products: { auth: places.auth.origin, music: places.music.origin, img: places.img.origin },
    version,
  }
  app.get('/api/site', { schema: { tags: ['site'], response: { 200: Site } } }, async (_request, reply) => {
    reply.header('cache-control', 'no-cache')
    return site
  })
}
