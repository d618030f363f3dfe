import { z } from 'zod'

/** A person's id, or `me`. */
export const PersonParams = z.object({ person: z.union([z.uuid(), z.literal('me')]) })

export const PictureQuery = z.object({
  /** Of the square, in px. */
  w: z.coerce.number().int().min(1).max(10_000).default(160),
})

/** To which `?w=&h=&fit=cover|contain` may be added. */
export const ProfilePicture = z.object({ imageId: z.uuid(), url: z.url() })
