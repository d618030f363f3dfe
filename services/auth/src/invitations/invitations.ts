import { randomBytes } from 'node:crypto'
import { inTransaction, type Tx } from '@bell/platform/database'
import { conflict, forbidden, gone, notFound, type User } from '@bell/platform/http'
import type { AccountRow } from '../accounts/accounts.queries.ts'
import { insertAccount, prepareAccount } from '../accounts/accounts.ts'
import { can, notYours } from '../accounts/policies.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { hashOf } from '../oidc/sealing.ts'
import { findInvitationByToken, useInvitation, type InvitationRow } from './invitations.queries.ts'
import type { AuthTables } from '../tables.ts'
import type { Invitation, Joining, NewInvitation } from './invitations.schema.ts'

const day = 86_400_000

/** @throws forbidden (403) where the role is not the actor's to give */
export async function invite(
  deps: AuthDeps,
  actor: User,
  { role, note, expiresInDays, maxUses }: NewInvitation,
  from: AuditSource,
) {
  if (!can(actor, 'giveRole', role)) throw notYours()
  const token = randomBytes(32).toString('base64url')
  const now = deps.clock.now()
  const invitation: InvitationRow = {
    id: deps.newId(),
    tokenHash: hashOf(token),
    role,
    note,
    createdBy: actor.id,
    createdAt: now,
    expiresAt: now + expiresInDays * day,
    maxUses,
    uses: 0,
    revokedAt: null,
  }
  await inTransaction(deps.db, async (tx) => {
    await tx.insertInto('invitation').values(invitation).execute()
    await writeDown(tx, deps, 'invitation.made', actor, invitation, from, { maxUses, expiresInDays })
  })
  // The token stands behind the #, so that it reaches no server's log on the way.
  return { invitation, link: `${deps.origin}/join#${token}` }
}

/** Revoking one that is used up or revoked already is no error. @throws invitation_not_found (404), forbidden (403) */
export function revokeInvitation(deps: AuthDeps, actor: User, id: string, from: AuditSource) {
  return inTransaction(deps.db, async (tx) => {
    const row = await tx.selectFrom('invitation').select(['role', 'revokedAt']).where('id', '=', id).executeTakeFirst()
    if (!row) throw notFound('invitation_not_found', 'There is no such invitation.')
    if (!can(actor, 'giveRole', row.role)) throw notYours()
    if (row.revokedAt !== null) return
    await tx.updateTable('invitation').set({ revokedAt: deps.clock.now() }).where('id', '=', id).execute()
    await writeDown(tx, deps, 'invitation.revoked', actor, { id, role: row.role }, from)
  })
}

/** What a token invites to. @throws invitation_not_found (404), invitation_used (410) */
export async function lookUpInvitation({ db, clock }: AuthDeps, token: string) {
  const row = await findInvitationByToken(db, hashOf(token))
  if (!row) throw notFound('invitation_not_found', 'This invitation is not one of ours. Was the link cut off?')
  if (stateOf(row, clock.now()) !== 'open') throw usedUp()
  return row
}

/**
 * Makes an account for someone invited; or for anyone where sign-up is open and no letter can be sent (else sign-up/).
 * @throws invitation_required (403), letter_needed (409), invitation_not_found (404), invitation_used (410), email_taken (409),
 * and as checkNewPassword
 */
export async function join(deps: AuthDeps, { token, ...person }: Joining, from: AuditSource): Promise<AccountRow> {
  if (token !== undefined) await lookUpInvitation(deps, token)
  else if (deps.signUp !== 'open') throw forbidden('invitation_required', 'One comes in here by invitation.')
  else if (deps.mail) throw conflict('letter_needed', 'The address is confirmed by a letter first.')
  const prepared = await prepareAccount(person)
  return inTransaction(deps.db, async (tx) => {
    const invitation = token === undefined ? openDoor : await useInvitation(tx, hashOf(token), deps.clock.now())
    if (!invitation) throw usedUp()
    const by = token === undefined ? 'sign-up' : 'invitation'
    return insertAccount(tx, deps, prepared, invitation.role, { by, from })
  })
}

function writeDown(
  tx: Tx<AuthTables>,
  deps: AuthDeps,
  action: 'invitation.made' | 'invitation.revoked',
  actor: User,
  { id, role }: Pick<InvitationRow, 'id' | 'role'>,
  from: AuditSource,
  details: Record<string, number> = {},
) {
  const subject = { kind: 'invitation', id } as const
  return recordAudit(tx, deps, { action, actorId: actor.id, subject, from, details: { role, ...details } })
}

const openDoor = { role: 'listener' } as const
const usedUp = () => gone('invitation_used', 'This invitation cannot be used any more. Ask for a new one.')

export function stateOf({ revokedAt, uses, maxUses, expiresAt }: InvitationRow, now: number): Invitation['state'] {
  if (revokedAt !== null) return 'revoked'
  if (uses >= maxUses) return 'used'
  return expiresAt <= now ? 'expired' : 'open'
}
