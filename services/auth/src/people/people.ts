import { inTransaction } from '@bell/platform/database'
import { conflict, notFound, type User } from '@bell/platform/http'
import { findAccount, type AccountRow } from '../accounts/accounts.queries.ts'
import { updateAccount } from '../accounts/accounts.ts'
import { checkOwnerLeft, lockOwners } from '../accounts/owners.ts'
import { can, notYours } from '../accounts/policies.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { announceChange } from '../logout/messages.ts'
import { endSessionsOf } from '../oidc/sessions.ts'
import type { PersonChange } from './people.schema.ts'

/**
 * Gives a person another role, or disables or enables the account. Disabling ends all its sessions; with another role
 * they go on, and products refuse the tokens of before.
 * `actor` is undefined for the operator at the command line.
 * @throws person_not_found (404), forbidden (403), account_deleted (409), last_owner (409)
 */
export async function changePerson(
  deps: Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'clients'>,
  actor: User | undefined,
  personId: string,
  { role, disabled }: PersonChange,
  from?: AuditSource,
): Promise<AccountRow> {
  const now = deps.clock.now()
  return inTransaction(deps.db, async (tx) => {
    await lockOwners(tx)
    const person = await findAccount(tx, personId)
    if (!person) throw notFound('person_not_found', 'There is no such account (any more).')
    if (actor && !(can(actor, 'changePerson', person.role) && (role === undefined || can(actor, 'giveRole', role))))
      throw notYours()
    if (person.deletedAt !== null)
      throw conflict('account_deleted', `The account of ${person.name} is deleted: restore it first.`)
    const disabledAt = disabled === undefined ? person.disabledAt : disabled ? (person.disabledAt ?? now) : null
    const changed = (await updateAccount(tx, personId, { role: role ?? person.role, disabledAt }, now))!
    await checkOwnerLeft(tx)
    await recordAudit(tx, deps, {
      action: 'account.changed',
      actorId: actor?.id,
      subject: { kind: 'account', id: personId },
      from,
      details: { ...(role !== undefined && { role }), ...(disabled !== undefined && { disabled }) },
    })
    if (disabledAt !== null)
      await endSessionsOf(tx, deps, personId, { reason: 'account_disabled', actorId: actor?.id, from })
    // Other apps may have tokens that belong to no session.
    if (disabledAt !== null || changed.role !== person.role) await announceChange(tx, deps, changed)
    return changed
  })
}
