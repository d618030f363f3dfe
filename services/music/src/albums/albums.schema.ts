import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'

export const Album = z.object({
  id: z.uuid(),
  title: z.string(),
  /** The album artist; null where none is known. Without an id it is plain text. */
  artist: z.object({ id: z.uuid().nullable(), name: z.string() }).nullable(),
  /** Its first track's. */
  coverUrl: z.string().nullable(),
  year: z.int().nullable(),
  /** The tracks that the reader may see. */
  trackCount: z.int(),
  createdAt: z.iso.datetime(),
})
export type Album = z.infer<typeof Album>

export const AlbumPage = page(Album)
export const AlbumParams = z.object({ albumId: z.uuid() })
export const AlbumQuery = PageQuery
/** Newest first: by id. */
export const AlbumCursor = z.tuple([z.uuid()])
