import { z } from 'zod'
import { Password } from '../accounts/accounts.schema.ts'

/** How much goes with an account; null where the service that knows does not answer. */
export const Holdings = z.object({
  tracks: z.int().nullable(),
  /** Registered by the person, and credited on nobody else's tracks. */
  artists: z.int().nullable(),
  images: z.int().nullable(),
})
export type Holdings = z.infer<typeof Holdings>

/** What one sees before an account is deleted. `keptDays`: how long it could be brought back, may be a fraction. */
export const Deletion = Holdings.extend({ keptDays: z.number() })

export const OwnDeletion = z.object({ currentPassword: Password })
/** Until when one can bring it back by signing in. */
export const OwnDeleted = z.object({ goneAt: z.iso.datetime() })

/** keep: what others could hear becomes the music of whoever deletes the account. */
export const DeletionQuery = z.object({ music: z.enum(['delete', 'keep']).default('delete') })
export type DeletionQuery = z.infer<typeof DeletionQuery>
