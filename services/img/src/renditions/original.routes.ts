import { attachment, maybeSignedIn, type App } from '@bell/platform/http'
import type { ImgDeps } from '../deps.ts'
import { findImage } from '../images/images.queries.ts'
import { imageNotFound } from '../images/images.ts'
import { ImageParams } from '../images/images.schema.ts'
import { blobKeys, endings } from '../images/stored-blobs.ts'
import { can } from '../policies.ts'

/** The picture in its full size, as it is kept, for those who may see it. */
export function originalRoute(app: App, { db, blobs }: ImgDeps) {
  app.get(
    '/api/images/:id/original',
    {
      preHandler: maybeSignedIn,
      schema: {
        tags: ['images'],
        summary: 'The picture in its full size, to keep: written anew, without anything else that was in the file',
        params: ImageParams,
      },
    },
    async ({ params, viewer }, reply) => {
      const image = await findImage(db, params.id)
      if (!image || !can(viewer, 'seeImage', image)) throw imageNotFound()
      return reply
        .headers({
          'content-disposition': attachment(image.title, endings[image.contentType]!, 'picture'),
          'content-length': image.bytes,
          'cache-control': 'private, no-store',
        })
        .type(image.contentType)
        .send(blobs.read(blobKeys.kept(image.id)))
    },
  )
}
