import { z } from 'zod'
import { Email, Language, Password } from '../accounts/accounts.schema.ts'

/** `byMail`: letters can be sent; else those who look after the people hand links over. */
export const Recovery = z.object({ byMail: z.boolean() })
/** The address need not be well-formed: a wrong one is answered like one without an account. */
export const Forgotten = z.object({ email: z.string().min(1).max(254), language: Language })
/** What stands behind the # of a link. */
const Token = z.string().min(1).max(200)
export const LinkToken = z.object({ token: Token })
/** Whose password is to be set. */
export const ResetAccount = z.object({ name: z.string(), email: z.string() })
export const Reset = z.object({ token: Token, password: Password })
export const ResetLink = z.object({ link: z.url(), expiresAt: z.iso.datetime() })

export const EmailChange = z.object({ email: Email })
/** `pending`: a letter went to the new address, whose link confirms it; else it is changed. */
export const EmailChanged = z.object({ pending: z.boolean() })
export const ConfirmedEmail = z.object({ email: z.string() })
