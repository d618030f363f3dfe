import { z } from 'zod'
import { defineEvent } from '../events/index.ts'

/*
 * What AuthBell tells of people who go, and every service that keeps something of theirs follows. Key: the account's
 * id, so that the three of one person arrive in their order.
 */

const person = { topic: 'auth.users', version: 1 } as const

/** Who keeps the music of a person that goes; it is theirs from then on, also where that person comes back. */
const Heir = z.object({ id: z.uuid(), name: z.string() })
export type Heir = z.infer<typeof Heir>

/** An account was deleted and can come back until its time is over: what is the person's is shown to nobody. */
export const userDeletionScheduled = defineEvent({
  ...person,
  type: 'auth.user.deletion-scheduled',
  data: z.object({ id: z.uuid(), heir: Heir.nullable() }),
})
/** It came back: so does what was hidden. */
export const userRestored = defineEvent({ ...person, type: 'auth.user.restored', data: z.object({ id: z.uuid() }) })
/** It is gone for good, and so must be whatever is the person's. Their access tokens have ended long before. */
export const userDeleted = defineEvent({ ...person, type: 'auth.user.deleted', data: z.object({ id: z.uuid() }) })
