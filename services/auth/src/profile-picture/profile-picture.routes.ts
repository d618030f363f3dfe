import { acceptPictures, mostPictureBytes, pictureOf, rateLimit, signedIn, type App } from '@bell/platform/http'
import { z } from 'zod'
import { getOwnAccount } from '../accounts/policies.ts'
import type { AuthDeps } from '../deps.ts'
import { putProfilePicture, removeProfilePicture } from './profile-picture.ts'

/** One's own picture. ImgBell keeps it and shows it; a page of AuthBell has no token for ImgBell, so it comes this way. */
export function profilePictureRoutes(app: App, deps: AuthDeps) {
  const limit = rateLimit(deps.keyValue, {
    name: 'profile-picture',
    limit: 20,
    windowMs: 600_000,
    by: ({ user }) => user.id,
  })
  const tags = ['account']

  void app.register(async (scope: App) => {
    acceptPictures(scope)
    scope.put(
      '/api/account/picture',
      {
        // Before the body is read.
        onRequest: [signedIn, limit],
        bodyLimit: mostPictureBytes,
        schema: {
          tags,
          summary: 'The body is the bytes of a picture, at most 20 MiB',
          response: { 204: z.undefined() },
        },
      },
      async ({ user, body }, reply) => {
        const { id } = await getOwnAccount(deps, user)
        await putProfilePicture(deps, id, pictureOf(body))
        return reply.code(204).send()
      },
    )
  })

  app.delete(
    '/api/account/picture',
    { preHandler: signedIn, schema: { tags, response: { 204: z.undefined() } } },
    async ({ user }, reply) => {
      await removeProfilePicture(deps, (await getOwnAccount(deps, user)).id)
      return reply.code(204).send()
    },
  )
}
