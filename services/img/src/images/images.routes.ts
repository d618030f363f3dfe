import {
  acceptPictures,
  decodeCursor,
  encodeCursor,
  forbidden,
  mostPictureBytes,
  notFound,
  PageQuery,
  pictureOf,
  signedIn,
  type App,
  type User,
} from '@bell/platform/http'
import type { ImageTable } from '../tables.ts'
import type { ImgDeps } from '../deps.ts'
import { can } from '../policies.ts'
import { createTurns } from '../sharp/turns.ts'
import { findImage, listImages } from './images.queries.ts'
import { Image, ImageCursor, ImagePage, ImageParams, OwnerRef } from './images.schema.ts'
import { removeImage, storeImage } from './images.ts'

export function imageRoutes(app: App, deps: ImgDeps) {
  // Whoever waits does so with up to 20 MiB in memory.
  const inTurn = createTurns({ atOnce: 1, waiting: 16 })
  const present = (image: ImageTable): Image => ({
    id: image.id,
    url: `${deps.origin}/i/${image.id}`,
    width: image.width,
    height: image.height,
    bytes: image.bytes,
    color: image.color,
    createdAt: new Date(image.createdAt).toISOString(),
  })

  void app.register(async (scope: App) => {
    acceptPictures(scope)
    scope.post(
      '/api/images',
      {
        // Before the body is read: who may not add a picture sends none.
        onRequest: [signedIn, mayAddImage],
        bodyLimit: mostPictureBytes,
        schema: {
          tags: ['images'],
          summary: 'Keeps a picture; the body is its bytes, at most 20 MiB',
          querystring: OwnerRef,
          response: { 200: Image, 201: Image },
        },
      },
      async ({ body, user, query }, reply) => {
        const { image, isNew } = await storeImage(deps, inTurn, user, pictureOf(body), query.ownerRef)
        return reply.code(isNew ? 201 : 200).send(present(image))
      },
    )
  })

  app.get(
    '/api/images',
    {
      preHandler: signedIn,
      schema: {
        tags: ['images'],
        summary: 'One’s own pictures, newest first',
        querystring: PageQuery,
        response: { 200: ImagePage },
      },
    },
    async ({ query, user }) => {
      const rows = await listImages(deps.db, user.id, query.limit, decodeCursor(ImageCursor, query.cursor))
      const last = rows.length === query.limit ? rows.at(-1) : undefined
      return { items: rows.map(present), nextCursor: last ? encodeCursor([last.createdAt, last.id]) : null }
    },
  )

  app.get(
    '/api/images/:id',
    { schema: { tags: ['images'], params: ImageParams, response: { 200: Image } } },
    async ({ params }) => {
      const image = await findImage(deps.db, params.id)
      if (!image) throw notFound('image_not_found', 'This picture is not here (any more).')
      return present(image)
    },
  )

  app.delete(
    '/api/images/:id',
    { preHandler: signedIn, schema: { tags: ['images'], params: ImageParams, querystring: OwnerRef } },
    async ({ params, user, query }, reply) => {
      await removeImage(deps, user, params.id, query.ownerRef)
      return reply.code(204).send()
    },
  )
}

async function mayAddImage({ user }: { user: User }) {
  if (can(user, 'addImage', undefined)) return
  throw forbidden('not_an_artist', 'Only artists add pictures here; ask the owner to make you one.')
}
