import { inTransaction } from '@bell/platform/database'
import { conflict, gone, notFound, type User } from '@bell/platform/http'
import { findAccount, type AccountRow } from '../accounts/accounts.queries.ts'
import { setPassword } from '../accounts/accounts.ts'
import { hashPassword } from '../accounts/password-hash.ts'
import { checkNewPassword } from '../accounts/password-rules.ts'
import { can, notYours } from '../accounts/policies.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { endSessionsOf } from '../oidc/sessions.ts'
import { getLink, makeLink, useLink } from './one-time-links.ts'

/** One that is handed over by a person takes longer than a letter. */
const handedOverMs = 24 * 3_600_000

/** Whose password a link sets. @throws link_void (410) */
export async function lookUpReset(deps: Pick<AuthDeps, 'db' | 'clock'>, token: string): Promise<AccountRow> {
  const { accountId } = await getLink(deps.db, deps, 'reset', token)
  const account = await findAccount(deps.db, accountId)
  if (!account || account.disabledAt !== null) throw gone('link_void', 'This account cannot be used any more.')
  return account
}

/**
 * Sets the password that was forgotten, once, and ends all sessions of the account: whoever knew the old one is out.
 * @throws link_void (410), and as checkNewPassword
 */
export async function resetPassword(
  deps: AuthDeps,
  { token, password }: { token: string; password: string },
  from: AuditSource,
) {
  const link = await getLink(deps.db, deps, 'reset', token)
  const account = await lookUpReset(deps, token)
  await checkNewPassword(password, account)
  const passwordHash = await hashPassword(password)
  const { id } = account
  await inTransaction(deps.db, async (tx) => {
    await useLink(tx, link)
    await setPassword(tx, deps, account, passwordHash)
    await recordAudit(tx, deps, { action: 'reset.used', actorId: id, subject: { kind: 'account', id }, from })
    await endSessionsOf(tx, deps, id, { reason: 'password_changed', from })
  })
  return account
}

/**
 * A link by which a person sets a new password, to be handed over to them; `actor` is undefined for the operator.
 * @throws person_not_found (404), forbidden (403), account_disabled (409)
 */
export function makeResetLink(deps: AuthDeps, actor: User | undefined, personId: string, from?: AuditSource) {
  return inTransaction(deps.db, async (tx) => {
    const person = await findAccount(tx, personId)
    if (!person) throw notFound('person_not_found', 'There is no such account (any more).')
    if (actor && !can(actor, 'changePerson', person.role)) throw notYours()
    if (person.disabledAt !== null)
      throw conflict('account_disabled', `${person.name} cannot sign in: enable the account first.`)
    await recordAudit(tx, deps, {
      action: 'reset.requested',
      actorId: actor?.id,
      subject: { kind: 'account', id: person.id },
      from,
      details: { by: 'hand' },
    })
    return makeLink(tx, deps, 'reset', { accountId: person.id, createdBy: actor?.id, worksMs: handedOverMs })
  })
}
