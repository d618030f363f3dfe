import { z } from 'zod'
import { NewAccount } from '../accounts/accounts.schema.ts'

export const SetupState = z.object({ needed: z.boolean() })
/** `returnTo` is where to go on: the login of one of the family's products, else MusicBell's. */
export const SetupBody = NewAccount.extend({
  token: z.string().min(1).max(200),
  returnTo: z.string().max(500).optional(),
})
export type SetupBody = z.infer<typeof SetupBody>
export const SetupAnswer = z.object({ redirectTo: z.url() })
