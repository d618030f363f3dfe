import { page } from '@bell/platform/http'
import { z } from 'zod'

/** A picture: `url` takes `?w=&h=&fit=cover|contain`; width and height are those of the picture as it is kept, in px. */
export const Image = z.object({
  id: z.uuid(),
  url: z.url(),
  width: z.int(),
  height: z.int(),
  /** Of the picture as it is kept. */
  bytes: z.int(),
  /** The colour that stands out, #rrggbb. */
  color: z.string(),
  createdAt: z.iso.datetime(),
})
export type Image = z.infer<typeof Image>
export const ImagePage = page(Image)
export const ImageParams = z.object({ id: z.uuid() })

/** What a service account's picture belongs to; it is kept until the last of these lets go. */
export const OwnerRef = z.object({ ownerRef: z.string().min(1).max(200).optional() })

/** Where a page ended: milliseconds UTC, then the id that breaks ties. */
export const ImageCursor = z.tuple([z.int(), z.uuid()])
export type ImageCursor = z.infer<typeof ImageCursor>
