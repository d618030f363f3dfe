import { decodeCursor, encodeCursor, PageQuery, signedIn, type App } from '@bell/platform/http'
import { findCovers } from '../albums/albums.queries.ts'
import type { ImgDeps } from '../deps.ts'
import { createPresenter } from '../images/present.ts'
import { listDeletedAlbums, listDeletedImages } from './deleted.queries.ts'
import { DeletedAlbumPage, DeletedCursor, DeletedImagePage } from './deleted.schema.ts'

/** What a person has deleted and can still bring back. */
export function deletedRoutes(app: App, deps: ImgDeps) {
  const { db, deletedKeptMs } = deps
  const present = createPresenter(deps)
  const tags = ['deleting']
  const times = (deletedAt: number | null) => ({
    deletedAt: new Date(deletedAt ?? 0).toISOString(),
    goneAt: new Date((deletedAt ?? 0) + deletedKeptMs).toISOString(),
  })
  const cursorAfter = (rows: { deletedAt: number | null; id: string }[], limit: number) => {
    const last = rows.length === limit ? rows.at(-1) : undefined
    return last ? encodeCursor([last.deletedAt, last.id]) : null
  }

  app.get(
    '/api/deleted/images',
    { preHandler: signedIn, schema: { tags, querystring: PageQuery, response: { 200: DeletedImagePage } } },
    async ({ query: { limit, cursor }, user }) => {
      const rows = await listDeletedImages(db, user.id, limit, decodeCursor(DeletedCursor, cursor))
      return {
        items: rows.map((row) => ({ image: present.image(row, user), ...times(row.deletedAt) })),
        nextCursor: cursorAfter(rows, limit),
      }
    },
  )

  app.get(
    '/api/deleted/albums',
    { preHandler: signedIn, schema: { tags, querystring: PageQuery, response: { 200: DeletedAlbumPage } } },
    async ({ query: { limit, cursor }, user }) => {
      const rows = await listDeletedAlbums(db, user.id, limit, decodeCursor(DeletedCursor, cursor))
      const covers = await findCovers(
        db,
        rows.map(({ id }) => id),
      )
      return {
        items: rows.map(({ gone, ...row }) => {
          const album = present.album(row, covers.get(row.id), user)
          return { album: { ...album, imageCount: row.imageCount + Number(gone) }, ...times(row.deletedAt) }
        }),
        nextCursor: cursorAfter(rows, limit),
      }
    },
  )
}
