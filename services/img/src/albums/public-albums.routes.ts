import { decodeCursor, encodeCursor, PageQuery, type App } from '@bell/platform/http'
import type { ImgDeps } from '../deps.ts'
import { createPresenter } from '../images/present.ts'
import { findCovers, findPublicAlbum, listAlbumImages } from './albums.queries.ts'
import { PlaceCursor, PublicAlbum, PublicAlbumParams, PublicImagePage } from './albums.schema.ts'
import { albumNotFound } from './albums.ts'

/** What whoever has the link sees, without signing in. */
export function publicAlbumRoutes(app: App, deps: ImgDeps) {
  const { db } = deps
  const present = createPresenter(deps)
  const tags = ['public albums']

  app.get(
    '/api/public/albums/:publicId',
    { schema: { tags, params: PublicAlbumParams, response: { 200: PublicAlbum } } },
    async ({ params }) => {
      const album = await getPublic(params.publicId)
      return present.publicAlbum(album, (await findCovers(db, [album.id])).get(album.id))
    },
  )

  app.get(
    '/api/public/albums/:publicId/images',
    { schema: { tags, params: PublicAlbumParams, querystring: PageQuery, response: { 200: PublicImagePage } } },
    async ({ params, query }) => {
      const { id } = await getPublic(params.publicId)
      const images = await listAlbumImages(db, id, query.limit, decodeCursor(PlaceCursor, query.cursor))
      const last = images.length === query.limit ? images.at(-1) : undefined
      return {
        items: images.map((image) => present.publicImage(image)),
        nextCursor: last ? encodeCursor([last.place, last.id]) : null,
      }
    },
  )

  async function getPublic(publicId: string) {
    const album = await findPublicAlbum(db, publicId)
    if (!album) throw albumNotFound()
    return album
  }
}
