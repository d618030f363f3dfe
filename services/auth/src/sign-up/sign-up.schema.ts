import { z } from 'zod'
import { Email, Language, NewAccount } from '../accounts/accounts.schema.ts'

/** `byMail`: the address is confirmed by a letter first. */
export const SignUp = z.object({ open: z.boolean(), byMail: z.boolean() })

export const SignUpBegun = z.object({ email: Email, language: Language })
export type SignUpBegun = z.infer<typeof SignUpBegun>

/** What stands behind the # of the letter's link. */
const Token = z.string().min(1).max(1000)
export const SignUpLink = z.object({ token: Token })
export const SignUpAddress = z.object({ email: z.string() })

export const SignUpFinished = NewAccount.omit({ email: true }).extend({ token: Token })
export type SignUpFinished = z.infer<typeof SignUpFinished>
