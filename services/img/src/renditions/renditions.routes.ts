import { forbidden, privateCaching, type App } from '@bell/platform/http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { findDeletedImage } from '../deleting/deleted.queries.ts'
import type { ImgDeps } from '../deps.ts'
import { findImage, findImageByPublicId, type ImageRow } from '../images/images.queries.ts'
import { imageNotFound } from '../images/images.ts'
import { can } from '../policies.ts'
import { isSigned } from './addresses.ts'
import type { Derivatives } from './derivatives.ts'
import { formatFor, sizeFor } from './sizes.ts'

const Params = z.object({ id: z.uuid() })
const px = z.coerce.number().int().min(1).max(10_000).optional()
const Query = z.object({
  w: px,
  h: px,
  fit: z.enum(['cover', 'contain']).default('contain'),
  format: z.enum(['auto', 'avif', 'webp', 'jpeg']).default('auto'),
})
const SignedQuery = Query.extend({
  // Whatever is missing makes the signature wrong.
  user: z.string().max(200).default(''),
  sid: z.string().max(200).default(''),
  expires: z.coerce.number().default(0),
  signature: z.string().max(100).default(''),
})

export function renditionRoutes(app: App, deps: ImgDeps, derivatives: Derivatives) {
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
      const image = await findImageByPublicId(deps.db, request.params.id)
      if (!image || !can(undefined, 'seeImage', image)) throw imageNotFound()
      reply.headers({
        // The id names this picture and no other ever.
        'cache-control': 'public, max-age=31536000, immutable',
        // MusicBell shows it, and on a plain http address of a home network even same-site would be refused.
        'cross-origin-resource-policy': 'cross-origin',
      })
      return show(request, reply, image, request.query)
    },
  )

  app.get(
    '/p/:id',
    {
      schema: {
        tags: ['pictures'],
        summary: 'A picture that not everyone may see, by a signed address that the API gave out',
        params: Params,
        querystring: SignedQuery,
      },
    },
    async (request, reply) => {
      const { signature, user, sid, expires, w, h, fit } = request.query
      const { id: imageId } = request.params
      if (!isSigned(deps.signKey, { imageId, user, sid, expires, w, h, fit }, signature)) {
        throw forbidden('picture_url_invalid', 'This address was not given out here; ask for a new one.')
      }
      const leftMs = expires * 1000 - deps.clock.now()
      if (leftMs <= 0) throw forbidden('picture_url_expired', 'This address has expired; ask for a new one.')
      if (deps.denials.hasEnded(sid)) {
        throw forbidden('picture_url_ended', 'The session that this address was given to has ended.')
      }
      const image = (await findImage(deps.db, imageId)) ?? (await findDeletedImage(deps.db, user, imageId))
      // Who may see it can have changed since.
      if (!image || !can({ id: user, name: '', roles: [], scopes: [] }, 'seeImage', image)) throw imageNotFound()
      reply.header('cache-control', privateCaching(deps.origin, `max-age=${Math.floor(leftMs / 1000)}, immutable`))
      return show(request, reply, image, request.query)
    },
  )

  async function show(
    request: FastifyRequest<{ Params: z.infer<typeof Params> }>,
    reply: FastifyReply,
    image: ImageRow,
    query: z.infer<typeof Query>,
  ): Promise<FastifyReply> {
    const size = sizeFor(query)
    const format = formatFor(request.headers.accept ?? '', query.format, size, image)
    // By the id in the address: one does not tell the other.
    const etag = `"${request.params.id}-${size.width}-${size.height ?? 'auto'}-${size.fit}-${format}"`
    const headers = { etag, ...(query.format === 'auto' && { vary: 'Accept' }) }
    if (request.headers['if-none-match']?.includes(etag)) return reply.code(304).headers(headers).send()
    const { bytes, body } = await derivatives.get(image, size, format)
    return reply.headers(headers).type(`image/${format}`).header('content-length', bytes).send(body)
  }
}
