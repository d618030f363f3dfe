import {
  acceptPictures,
  forbidden,
  mostPictureBytes,
  notFound,
  pictureOf,
  signedIn,
  type App,
  type User,
} from '@bell/platform/http'
import { z } from 'zod'
import type { ImgDeps } from '../deps.ts'
import { can } from '../policies.ts'
import { publicUrl } from '../renditions/addresses.ts'
import type { KeepingTurns } from '../sharp/turns.ts'
import { PersonParams, PictureQuery, ProfilePicture } from './pictures.schema.ts'
import { findProfilePicture, putProfilePicture, removeProfilePicture } from './pictures.ts'

/** Profile pictures: put by their person or by AuthBell for them, shown by an address that needs no looking up. */
export function profilePictureRoutes(app: App, deps: ImgDeps, turns: KeepingTurns) {
  const { db, origin } = deps
  const tags = ['people']

  void app.register(async (scope: App) => {
    acceptPictures(scope)
    scope.put(
      '/api/people/:person/picture',
      {
        // Before the body is read.
        onRequest: [signedIn, mayChange],
        bodyLimit: mostPictureBytes,
        schema: {
          tags,
          summary: 'The body is the bytes of a picture, at most 20 MiB',
          params: PersonParams,
          response: { 200: ProfilePicture },
        },
      },
      async ({ params, user, body }) => {
        const userId = personOf(params, user)
        await putProfilePicture(deps, turns.ofBody, userId, pictureOf(body))
        const image = await findProfilePicture(db, userId)
        if (!image) throw noPicture()
        return { imageId: image.id, url: publicUrl(origin, image.publicId) }
      },
    )
  })

  app.delete(
    '/api/people/:person/picture',
    {
      preHandler: [signedIn, mayChange],
      schema: { tags, params: PersonParams, response: { 204: z.undefined() } },
    },
    async ({ params, user }, reply) => {
      await removeProfilePicture(deps, personOf(params, user))
      return reply.code(204).send()
    },
  )

  app.get(
    '/api/people/:userId/picture',
    {
      schema: {
        tags,
        summary: 'Leads to a person’s picture, a square, for an <img>; 404 where there is none',
        params: z.object({ userId: z.uuid() }),
        querystring: PictureQuery,
      },
    },
    async ({ params, query }, reply) => {
      const image = await findProfilePicture(db, params.userId)
      if (!image) throw noPicture()
      return reply
        .headers({ 'cache-control': 'public, max-age=60', 'cross-origin-resource-policy': 'cross-origin' })
        .redirect(`${publicUrl(origin, image.publicId)}?w=${query.w}&h=${query.w}&fit=cover`, 302)
    },
  )
}

async function mayChange({ params, user }: { params: unknown; user: User }) {
  const { person } = params as z.infer<typeof PersonParams>
  if (can(user, 'setPicture', { userId: person === 'me' ? user.id : person })) return
  throw forbidden('not_your_picture', 'Only its person changes a profile picture, or a service with people:picture.')
}

function personOf({ person }: z.infer<typeof PersonParams>, user: User) {
  return person === 'me' ? user.id : person
}

function noPicture() {
  return notFound('picture_not_found', 'This person shows no picture.')
}
