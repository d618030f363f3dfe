import { z } from 'zod'
import { Password } from '../accounts/accounts.schema.ts'

export const InteractionParams = z.object({ uid: z.string().regex(/^[\w-]{1,64}$/) })
/** The address need not be well-formed: a wrong one is answered like one without an account. */
export const SignInBody = z.object({
  email: z.string().min(1).max(254),
  password: Password,
  /** Bring the account back, where one had deleted it oneself. */
  keep: z.boolean().optional(),
  /** Others use this computer, too: the session lasts eight hours at most, and ends with the browser. */
  shared: z.boolean().optional(),
})
export const SignedIn = z.object({ redirectTo: z.url() })
/** Either where to go on, or that a code is to follow. */
export const SignInAnswer = z.union([SignedIn, z.object({ secondFactor: z.literal(true) })])
/** For whom one signs in, whom the product expects, and whether there is any passkey here to sign in with. */
export const InteractionDetails = z.object({
  client: z.object({ name: z.string() }),
  loginHint: z.string().nullable(),
  passkeys: z.boolean(),
})
