import { acceptPictures, mostPictureBytes, pictureOf, signedIn, type App, type User } from '@bell/platform/http'
import { z } from 'zod'
import { ArtistParams } from '../artists/artists.schema.ts'
import type { MusicDeps } from '../deps.ts'
import { TrackParams } from '../tracks/tracks.schema.ts'
import type { PictureOwner } from './picture-owners.ts'
import { checkPictureOwner, putPicture, removePicture } from './pictures.ts'

const summary = 'The body is the bytes of a picture, at most 20 MiB: JPEG, PNG, WebP, AVIF or GIF'
const response = { 204: z.undefined() }

export function pictureRoutes(app: App, deps: MusicDeps) {
  void app.register(async (scope: App) => {
    acceptPictures(scope)
    scope.put(
      '/api/artists/:artistId/photo',
      {
        onRequest: [signedIn, mayChange(({ artistId }) => ({ kind: 'artist', id: artistId! }))],
        bodyLimit: mostPictureBytes,
        schema: { tags: ['artists'], summary, params: ArtistParams, response },
      },
      async ({ params, user, body, headers }, reply) => {
        const owner = { kind: 'artist', id: params.artistId } as const
        await putPicture(deps, user, owner, pictureOf(body), headers['content-type']!)
        return reply.code(204).send()
      },
    )
    scope.put(
      '/api/tracks/:trackId/cover',
      {
        onRequest: [signedIn, mayChange(({ trackId }) => ({ kind: 'track', id: trackId! }))],
        bodyLimit: mostPictureBytes,
        schema: { tags: ['tracks'], summary, params: TrackParams, response },
      },
      async ({ params, user, body, headers }, reply) => {
        const owner = { kind: 'track', id: params.trackId } as const
        await putPicture(deps, user, owner, pictureOf(body), headers['content-type']!)
        return reply.code(204).send()
      },
    )
  })

  app.delete(
    '/api/artists/:artistId/photo',
    { preHandler: signedIn, schema: { tags: ['artists'], params: ArtistParams, response } },
    async ({ params, user }, reply) => {
      await removePicture(deps, user, { kind: 'artist', id: params.artistId })
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/tracks/:trackId/cover',
    { preHandler: signedIn, schema: { tags: ['tracks'], params: TrackParams, response } },
    async ({ params, user }, reply) => {
      await removePicture(deps, user, { kind: 'track', id: params.trackId })
      return reply.code(204).send()
    },
  )

  /** Guard before the body is read. */
  function mayChange(ownerOf: (params: Record<string, string>) => PictureOwner) {
    return ({ params, user }: { params: unknown; user: User }) =>
      checkPictureOwner(deps, user, ownerOf(params as Record<string, string>))
  }
}
