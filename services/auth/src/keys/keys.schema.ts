import { z } from 'zod'

/**
 * A signing key as its owner sees it. `signsAt` is since when it signs, of the next key from when on it will; `goesAt`
 * until when it is published, once it signs no more.
 */
export const Key = z.object({
  kid: z.string(),
  state: z.enum(['next', 'current', 'retiring', 'gone', 'withdrawn']),
  createdAt: z.iso.datetime(),
  signsAt: z.iso.datetime().nullable(),
  goesAt: z.iso.datetime().nullable(),
})
export type Key = z.infer<typeof Key>

/** Newest first. `rotatesAt` is when the schedule publishes the next key; null where there is none, or it is out. */
export const KeyList = z.object({ items: z.array(Key), rotatesAt: z.iso.datetime().nullable() })
export type KeyList = z.infer<typeof KeyList>

/** `now` is for a key that has leaked: every key is taken back at once, with all that it signed. */
export const Rotation = z.object({ now: z.boolean().default(false) })
