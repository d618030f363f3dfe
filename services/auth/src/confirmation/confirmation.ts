import { forbidden, type User } from '@bell/platform/http'
import type { FastifyRequest } from 'fastify'
import type { AccountRow } from '../accounts/accounts.queries.ts'
import { verifyPassword } from '../accounts/password-hash.ts'
import { getOwnAccount } from '../accounts/policies.ts'
import { auditSource, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { findKept, keepFor } from '../ephemeral/ephemeral.ts'
import { isKnownBy, listSessions } from '../oidc/sessions.ts'

/** For so long a sign-in, or a confirmation, counts as fresh. */
const freshMs = 10 * 60_000

const keyOf = ({ id, sid }: User) => `confirmed:${id}:${sid ?? ''}`

/** One who has shown a moment ago that the account is theirs. */
export interface Asker {
  account: AccountRow
  /** The session that asks, which goes on where others end. */
  sid: string | undefined
  from: AuditSource
}

/** @throws confirmation_required (403), and as getOwnAccount */
export async function getConfirmed(deps: AuthDeps, request: FastifyRequest): Promise<Asker> {
  const account = await getOwnAccount(deps, request.user)
  await requireConfirmed(deps, request.user)
  return { account, sid: request.user.sid, from: auditSource(request) }
}

/**
 * Whoever finds an open browser must not be able to keep the account: what decides how one signs in wants a sign-in of
 * the last ten minutes, or the password or a passkey once more.
 * @throws confirmation_required (403)
 */
async function requireConfirmed(deps: Pick<AuthDeps, 'db' | 'clock'>, user: User) {
  if ((await findKept(deps, keyOf(user))) !== undefined || (await isFresh(deps, user))) return
  throw forbidden('confirmation_required', 'Please show that it is you, with your password or a passkey.')
}

/** @throws wrong_password (403) */
export async function confirmByPassword(
  deps: Pick<AuthDeps, 'db' | 'clock'>,
  user: User,
  account: AccountRow,
  password: string,
) {
  if (!(await verifyPassword(account.passwordHash, password)))
    throw forbidden('wrong_password', 'The current password is another one.')
  await noteConfirmation(deps, user)
}

/** This session's person has just shown that it is them. */
export function noteConfirmation(deps: Pick<AuthDeps, 'db' | 'clock'>, user: User) {
  return keepFor(deps, keyOf(user), '1', freshMs)
}

/** Whether the sign-in that the token comes from is fresh. */
async function isFresh({ db, clock }: Pick<AuthDeps, 'db' | 'clock'>, { id, sid }: User) {
  const sessions = await listSessions(db, id)
  return sessions.some((session) => isKnownBy(session, sid) && (session.loginTs ?? 0) * 1000 > clock.now() - freshMs)
}
