import { defineEvent } from '@bell/platform/events'
import { z } from 'zod'

export const RoleName = z.enum(['owner', 'admin', 'artist', 'listener'])
export const Language = z.enum(['ko', 'en', 'ja'])

export const Email = z.string().trim().max(254).pipe(z.email())
/** How a person is called: 1 to 80 characters, no control characters. */
export const PersonName = z
  .string()
  .trim()
  .min(1)
  .max(80)
  .regex(/^\P{Cc}+$/u, 'A name has no control characters.')
/** Whether it is good enough is judged by `checkNewPassword`, which says why not. */
export const Password = z.string().min(1).max(1000)

/** One's own account. */
export const Account = z.object({
  id: z.uuid(),
  email: z.string(),
  name: z.string(),
  role: RoleName,
  language: Language.nullable(),
  createdAt: z.iso.datetime(),
})
export type Account = z.infer<typeof Account>

export const AccountChange = z.object({ name: PersonName.optional(), language: Language.optional() })
export const PasswordChange = z.object({ currentPassword: Password, newPassword: Password })

/** Who wants an account. */
export const NewAccount = z.object({
  name: PersonName,
  email: Email,
  password: Password,
  language: Language.optional(),
})
export type NewAccount = z.infer<typeof NewAccount>

const UserData = z.object({ id: z.uuid(), name: z.string(), role: RoleName, disabled: z.boolean(), revision: z.int() })

/** Someone has an account now. Key: the account's id. */
export const userCreated = defineEvent({ type: 'auth.user.created', topic: 'auth.users', version: 1, data: UserData })
/** Name, role or being disabled changed; what is told is how it is now. */
export const userChanged = defineEvent({ type: 'auth.user.changed', topic: 'auth.users', version: 1, data: UserData })
