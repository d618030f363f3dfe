import { notFound, type App } from '@bell/platform/http'
import { z } from 'zod'
import type { ImgDeps } from '../deps.ts'
import { findImage } from '../images/images.queries.ts'
import { createDerivatives } from './derivatives.ts'
import { formatFor, sizeFor } from './sizes.ts'

const Params = z.object({ id: z.uuid() })
const px = z.coerce.number().int().min(1).max(10_000).optional()
const Query = z.object({
  w: px,
  h: px,
  fit: z.enum(['cover', 'contain']).default('contain'),
  format: z.enum(['auto', 'avif', 'webp', 'jpeg']).default('auto'),
})

export function renditionRoutes(app: App, deps: ImgDeps) {
  const derivatives = createDerivatives(deps)

  app.get(
    '/i/:id',
    {
      schema: {
        tags: ['pictures'],
        summary: 'A public picture, in a permitted size and in the format that the browser likes best',
        params: Params,
        querystring: Query,
      },
    },
    async (request, reply) => {
      const image = await findImage(deps.db, request.params.id)
      if (!image) throw notFound('image_not_found', 'This picture is not here (any more).')
      const { query } = request
      const size = sizeFor(query)
      const format = formatFor(request.headers.accept ?? '', query.format, size, image.transparent === 1)
      const etag = `"${image.id}-${size.width}-${size.height ?? 'auto'}-${size.fit}-${format}"`

      const headers = {
        etag,
        // The id names this picture and no other ever.
        'cache-control': 'public, max-age=31536000, immutable',
        // MusicBell shows it, and on a plain http address of a home network even same-site would be refused.
        'cross-origin-resource-policy': 'cross-origin',
        ...(query.format === 'auto' && { vary: 'Accept' }),
      }
      if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).headers(headers).send()
      const { bytes, body } = await derivatives.get(image, size, format)
      return reply.headers(headers).type(`image/${format}`).header('content-length', bytes).send(body)
    },
  )
}
