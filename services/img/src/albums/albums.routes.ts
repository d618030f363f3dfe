import { decodeCursor, encodeCursor, PageQuery, signedIn, type App, type User } from '@bell/platform/http'
import { z } from 'zod'
import { deleteAlbum, restoreAlbum } from '../deleting/delete-albums.ts'
import type { ImgDeps } from '../deps.ts'
import { ImagePage } from '../images/images.schema.ts'
import { createPresenter } from '../images/present.ts'
import { can } from '../policies.ts'
import { addToAlbum, moveImages, takeFromAlbum } from './album-images.ts'
import { findAlbum, findCovers, listAlbumImages, listAlbums } from './albums.queries.ts'
import {
  AddedImages,
  Album,
  AlbumChanges,
  AlbumCursor,
  AlbumDeletion,
  AlbumImageParams,
  AlbumImages,
  AlbumPage,
  AlbumParams,
  AlbumQuery,
  ImageMove,
  NewAlbum,
  PlaceCursor,
} from './albums.schema.ts'
import { albumNotFound, changeAlbum, createAlbum } from './albums.ts'

export function albumRoutes(app: App, deps: ImgDeps) {
  const { db } = deps
  const present = createPresenter(deps)
  const tags = ['albums']
  const nothing = { 204: z.undefined() }

  app.post(
    '/api/albums',
    { preHandler: signedIn, schema: { tags, body: NewAlbum, response: { 201: Album } } },
    async ({ body, user }, reply) => {
      const id = await createAlbum(deps, user, body)
      return reply.code(201).send(await show(user, id))
    },
  )

  app.get(
    '/api/albums',
    { preHandler: signedIn, schema: { tags, querystring: AlbumQuery, response: { 200: AlbumPage } } },
    async ({ query, user }) => {
      const after = decodeCursor(AlbumCursor, query.cursor)
      const { limit, owner } = query
      const albums = await listAlbums(db, { userId: user.id, shared: owner === 'all', limit, after })
      const covers = await findCovers(
        db,
        albums.map(({ id }) => id),
      )
      const last = albums.length === limit ? albums.at(-1) : undefined
      return {
        items: albums.map((album) => present.album(album, covers.get(album.id), user)),
        nextCursor: last ? encodeCursor([last.createdAt, last.id]) : null,
      }
    },
  )

  app.get(
    '/api/albums/:id',
    { preHandler: signedIn, schema: { tags, params: AlbumParams, response: { 200: Album } } },
    ({ params, user }) => show(user, params.id),
  )

  app.patch(
    '/api/albums/:id',
    { preHandler: signedIn, schema: { tags, params: AlbumParams, body: AlbumChanges, response: { 200: Album } } },
    async ({ params, body, user }) => {
      await changeAlbum(deps, user, params.id, body)
      return show(user, params.id)
    },
  )

  app.delete(
    '/api/albums/:id',
    { preHandler: signedIn, schema: { tags, params: AlbumParams, querystring: AlbumDeletion, response: nothing } },
    async ({ params, query, user }, reply) => {
      await deleteAlbum(deps, user, params.id, query.images)
      return reply.code(204).send()
    },
  )

  app.post(
    '/api/albums/:id/restore',
    { preHandler: signedIn, schema: { tags, params: AlbumParams, response: { 200: Album } } },
    async ({ params, user }) => {
      await restoreAlbum(deps, user, params.id)
      return show(user, params.id)
    },
  )

  app.get(
    '/api/albums/:id/images',
    {
      preHandler: signedIn,
      schema: {
        tags,
        summary: 'An album’s pictures in their order',
        params: AlbumParams,
        querystring: PageQuery,
        response: { 200: ImagePage },
      },
    },
    async ({ params, query, user }) => {
      await getSeen(user, params.id)
      const images = await listAlbumImages(db, params.id, query.limit, decodeCursor(PlaceCursor, query.cursor))
      const last = images.length === query.limit ? images.at(-1) : undefined
      return {
        items: images.map((image) => present.image(image, user)),
        nextCursor: last ? encodeCursor([last.place, last.id]) : null,
      }
    },
  )

  app.post(
    '/api/albums/:id/images',
    { preHandler: signedIn, schema: { tags, params: AlbumParams, body: AddedImages, response: nothing } },
    async ({ params, body, user }, reply) => {
      await addToAlbum(deps, user, params.id, body)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/albums/:id/images',
    { preHandler: signedIn, schema: { tags, params: AlbumParams, body: AlbumImages, response: nothing } },
    async ({ params, body, user }, reply) => {
      await takeFromAlbum(deps, user, params.id, body.imageIds)
      return reply.code(204).send()
    },
  )

  app.delete(
    '/api/albums/:id/images/:imageId',
    { preHandler: signedIn, schema: { tags, params: AlbumImageParams, response: nothing } },
    async ({ params, user }, reply) => {
      await takeFromAlbum(deps, user, params.id, [params.imageId])
      return reply.code(204).send()
    },
  )

  app.post(
    '/api/albums/:id/order',
    { preHandler: signedIn, schema: { tags, params: AlbumParams, body: ImageMove, response: nothing } },
    async ({ params, body, user }, reply) => {
      await moveImages(deps, user, params.id, body)
      return reply.code(204).send()
    },
  )

  async function getSeen(user: User, id: string) {
    const album = await findAlbum(db, id)
    if (!album || !can(user, 'seeAlbum', album)) throw albumNotFound()
    return album
  }

  async function show(user: User, id: string) {
    const album = await getSeen(user, id)
    return present.album(album, (await findCovers(db, [id])).get(id), user)
  }
}
