import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'

export const Album = z.object({
  id: z.uuid(),
  title: z.string(),
  /** The album artist; null where it is nobody's or none is known. Without an id it is plain text. */
  artist: z.object({ id: z.uuid().nullable(), name: z.string() }).nullable(),
  /** Its tracks are of several artists. */
  compilation: z.boolean(),
  /** Its first track's that has one, with its colour, #rrggbb. */
  coverUrl: z.string().nullable(),
  coverColor: z.string().nullable(),
  year: z.int().nullable(),
  /** The tracks that the reader may see. */
  trackCount: z.int(),
  discCount: z.int(),
  /** Of all those tracks together. */
  durationSeconds: z.number(),
  createdAt: z.iso.datetime(),
})
export type Album = z.infer<typeof Album>

export const AlbumPage = page(Album)
export const AlbumParams = z.object({ albumId: z.uuid() })
export const AlbumQuery = PageQuery
/** Newest first: by id. */
export const AlbumCursor = z.tuple([z.uuid()])
