import { z } from 'zod'

/** Pictures in one file: to work out how long it will be takes 5 ms for so many. */
export const mostInZip = 5000

/** A whole album in its order, or these pictures in this order. */
export const ZipWanted = z.union([
  z.strictObject({ albumId: z.uuid() }),
  z.strictObject({ imageIds: z.array(z.uuid()).min(1).max(mostInZip) }),
])
export type ZipWanted = z.infer<typeof ZipWanted>

export const Zip = z.object({
  /** Good for ten minutes and for this session; opens as a download. */
  url: z.url(),
  /** Pictures in it, and the bytes of the whole file. */
  imageCount: z.int(),
  bytes: z.int(),
})

/** What an address of a zip stands for, and to whom it was given. */
export const ZipTicket = z.object({ user: z.string(), sid: z.string(), wanted: ZipWanted })
export type ZipTicket = z.infer<typeof ZipTicket>

export const ZipParams = z.object({ ticket: z.string().max(100) })
