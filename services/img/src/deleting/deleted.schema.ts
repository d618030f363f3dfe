import { page } from '@bell/platform/http'
import { z } from 'zod'
import { Album } from '../albums/albums.schema.ts'
import { Image } from '../images/images.schema.ts'

/** When it was deleted, and until when it can be brought back. */
const times = { deletedAt: z.iso.datetime(), goneAt: z.iso.datetime() }

/** Its addresses show it to its person alone. */
export const DeletedImagePage = page(z.object({ image: Image, ...times }))
/** `imageCount`: as many pictures as come back with it. */
export const DeletedAlbumPage = page(z.object({ album: Album, ...times }))

/** Newest first: when it was deleted, and the id. */
export const DeletedCursor = z.tuple([z.int(), z.uuid()])
export type DeletedCursor = z.infer<typeof DeletedCursor>
