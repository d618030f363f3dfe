import { page } from '@bell/platform/http'
import { z } from 'zod'
import { NewAccount, RoleName } from '../accounts/accounts.schema.ts'

/** A link that lets people in. The link itself is shown once, when it is made: only the hash of its token is kept. */
export const Invitation = z.object({
  id: z.uuid(),
  role: RoleName,
  note: z.string(),
  maxUses: z.int(),
  uses: z.int(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** open: can be used; used: as often as it may; expired; revoked. */
  state: z.enum(['open', 'used', 'expired', 'revoked']),
})
export type Invitation = z.infer<typeof Invitation>
export const InvitationPage = page(Invitation)
export const InvitationParams = z.object({ invitationId: z.uuid() })
export const MadeInvitation = Invitation.extend({ link: z.url() })

export const NewInvitation = z.object({
  role: RoleName.default('listener'),
  /** For whom it is, as a help to memory. */
  note: z.string().trim().max(200).default(''),
  expiresInDays: z.int().min(1).max(90).default(7),
  maxUses: z.int().min(1).max(1000).default(1),
})
export type NewInvitation = z.infer<typeof NewInvitation>

const InvitationToken = z.string().min(1).max(200)

/** What an invited person is shown before joining. */
export const InvitationLookup = z.object({ token: InvitationToken })
export const InvitedTo = z.object({ role: RoleName, expiresAt: z.iso.datetime() })

/** With a token by invitation; without one where sign-up is open. */
export const Joining = NewAccount.extend({ token: InvitationToken.optional() })
export type Joining = z.infer<typeof Joining>
export const Joined = z.object({ redirectTo: z.url() })

/** Where a page ended: milliseconds UTC, then the id that breaks ties. */
export const InvitationCursor = z.tuple([z.int(), z.uuid()])
