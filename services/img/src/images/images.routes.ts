import {
  acceptPictures,
  decodeCursor,
  encodeCursor,
  familyOnly,
  forbidden,
  maybeSignedIn,
  mostPictureBytes,
  pictureOf,
  signedIn,
  type App,
  type User,
} from '@bell/platform/http'
import { z } from 'zod'
import { deleteImage, deleteImages, restoreImage, restoreImages } from '../deleting/delete-images.ts'
import type { ImgDeps } from '../deps.ts'
import { can } from '../policies.ts'
import type { KeepingTurns } from '../sharp/turns.ts'
import { createImage } from './create-image.ts'
import { findImage, listImages, selectAllImages } from './images.queries.ts'
import {
  ImageIds,
  ImagesChange,
  ImagesDone,
  Image,
  ImageChanges,
  ImageCursor,
  ImagePage,
  ImageParams,
  ImageQuery,
  NewImage,
  OwnerRef,
} from './images.schema.ts'
import { changeImage, imageNotFound, releaseImage, showImages } from './images.ts'
import { createPresenter } from './present.ts'
import { storeSent } from './store-sent.ts'

export function imageRoutes(app: App, deps: ImgDeps, turns: KeepingTurns) {
  const { db } = deps
  const present = createPresenter(deps)
  const tags = ['images']
  const nothing = { 204: z.undefined() }

  void app.register(async (scope: App) => {
    acceptPictures(scope)
    scope.post(
      '/api/images',
      {
        // Before the body is read: who may not add a picture sends none.
        onRequest: [signedIn, mayAddImage],
        bodyLimit: mostPictureBytes,
        schema: {
          tags,
          summary: 'Makes a picture of an upload; or keeps the one that is the body, at most 20 MiB',
          querystring: OwnerRef,
          body: NewImage,
          response: { 200: Image, 201: Image },
        },
        // What is no JSON is a picture, and judged by what is in it.
        validatorCompiler(part) {
          const validate = scope.validatorCompiler!(part)
          if (part.httpPart !== 'body') return validate
          return (body: unknown) => (Buffer.isBuffer(body) ? { value: body } : validate(body))
        },
      },
      async ({ body, user, query }, reply) => {
        const { id, isNew } = await (Buffer.isBuffer(body)
          ? storeSent(deps, turns.ofBody, user, pictureOf(body), query.ownerRef)
          : createImage(deps, turns.ofUpload, user, body))
        return reply.code(isNew ? 201 : 200).send(await showStored(user, id))
      },
    )
  })

  app.get(
    '/api/images',
    {
      preHandler: signedIn,
      schema: {
        tags,
        summary: 'One’s own pictures, newest first',
        querystring: ImageQuery,
        response: { 200: ImagePage },
      },
    },
    async ({ query, user }) => {
      const { limit, alone } = query
      const after = decodeCursor(ImageCursor, query.cursor)
      const rows = await listImages(db, { ownerId: user.id, limit, after, alone })
      const last = rows.length === limit ? rows.at(-1) : undefined
      return {
        items: rows.map((image) => present.image(image, user)),
        nextCursor: last ? encodeCursor([last.createdAt, last.id]) : null,
      }
    },
  )

  app.get(
    '/api/images/:id',
    { preHandler: maybeSignedIn, schema: { tags, params: ImageParams, response: { 200: Image } } },
    ({ params, viewer }) => show(viewer, params.id),
  )

  app.patch(
    '/api/images/:id',
    { preHandler: signedIn, schema: { tags, params: ImageParams, body: ImageChanges, response: { 200: Image } } },
    async ({ params, body, user }) => {
      await changeImage(deps, user, params.id, body)
      return show(user, params.id)
    },
  )

  app.delete(
    '/api/images/:id',
    {
      preHandler: signedIn,
      schema: {
        tags,
        summary: 'Deletes a picture; a person’s can be brought back for a while, a service’s goes at once',
        params: ImageParams,
        querystring: OwnerRef,
        response: nothing,
      },
    },
    async ({ params, user, query }, reply) => {
      if (user.clientId === undefined) await deleteImage(deps, user, params.id)
      else await releaseImage(deps, user, params.id, query.ownerRef)
      return reply.code(204).send()
    },
  )

  const many = { tags, body: ImageIds, response: { 200: ImagesDone } }
  app.delete(
    '/api/images',
    { preHandler: [signedIn, familyOnly], schema: { ...many, summary: 'Deletes many of one’s own at once' } },
    ({ body, user }) => deleteImages(deps, user, body.ids),
  )
  app.post(
    '/api/images/restore',
    { preHandler: signedIn, schema: { ...many, summary: 'Brings many back at once' } },
    ({ body, user }) => restoreImages(deps, user, body.ids),
  )
  app.patch(
    '/api/images',
    {
      preHandler: signedIn,
      schema: { ...many, body: ImagesChange, summary: 'Says who sees many, that are in no album' },
    },
    ({ body, user }) => showImages(deps, user, body.ids, body.visibility),
  )

  app.post(
    '/api/images/:id/restore',
    { preHandler: signedIn, schema: { tags, params: ImageParams, response: { 200: Image } } },
    async ({ params, user }) => {
      await restoreImage(deps, user, params.id)
      return show(user, params.id)
    },
  )

  async function show(viewer: User | undefined, id: string) {
    const image = await findImage(db, id)
    if (!image || !can(viewer, 'seeImage', image)) throw imageNotFound()
    return present.image(image, viewer)
  }

  /** Also to someone who has left meanwhile, to whom it does not show any more. */
  async function showStored(user: User, id: string) {
    const image = await selectAllImages(db).where('image.id', '=', id).executeTakeFirst()
    if (!image) throw imageNotFound()
    return present.image(image, user)
  }
}

async function mayAddImage({ user }: { user: User }) {
  if (can(user, 'addImage', undefined)) return
  throw forbidden('insufficient_scope', 'A service adds pictures with the scope img:write.')
}
