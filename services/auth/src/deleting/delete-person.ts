import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { conflict, forbidden, notFound, type User } from '@bell/platform/http'
import { userDeletionScheduled, userRestored, type Heir } from '@bell/platform/people'
import { findAccount, type AccountRow } from '../accounts/accounts.queries.ts'
import { updateAccount } from '../accounts/accounts.ts'
import { checkOwnerLeft, lockOwners } from '../accounts/owners.ts'
import { verifyPassword } from '../accounts/password-hash.ts'
import { can, notYours } from '../accounts/policies.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { announceChange } from '../logout/messages.ts'
import { endSessionsOf } from '../oidc/sessions.ts'
import type { AuthTables } from '../tables.ts'
import type { DeletionQuery } from './deleting.schema.ts'

type Deps = Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'clients' | 'deletedKeptMs'>

/*
 * A deleted account is a disabled one that goes for good when its time is over, so whatever refuses disabled accounts
 * refuses it too. One that was disabled before stays so when it comes back: then the two instants differ.
 */

/**
 * Deletes another's account, and with `music` keep hands the music over to the actor; again is no error and changes
 * nothing. `actor` is undefined for the operator at the command line.
 * @throws person_not_found (404), forbidden (403), own_account (409), last_owner (409)
 */
export async function deletePerson(
  deps: Deps,
  actor: User | undefined,
  personId: string,
  music: DeletionQuery['music'] = 'delete',
  from?: AuditSource,
) {
  if (actor?.id === personId)
    throw conflict('own_account', 'Your own account you delete on its page, where it asks for your password.')
  const heir = music === 'keep' && actor ? { id: actor.id, name: actor.name } : null
  return scheduleDeletion(deps, personId, { by: actor?.id ?? null, heir, from }, (person) =>
    checkMayChange(actor, person),
  )
}

/** Deletes one's own account. @throws wrong_password (403), last_owner (409) */
export async function deleteOwn(deps: Deps, id: string, currentPassword: string, from: AuditSource) {
  const account = await findAccount(deps.db, id)
  if (!account || !(await verifyPassword(account.passwordHash, currentPassword)))
    throw forbidden('wrong_password', 'The current password is another one.')
  return scheduleDeletion(deps, id, { by: id, heir: null, from }, () => undefined)
}

/** Brings back an account whose time is not over; one that is here stays as it is. @throws person_not_found (404), forbidden (403) */
export function restorePerson(deps: Deps, actor: User | undefined, personId: string, from?: AuditSource) {
  return restore(deps, personId, { by: actor?.id, from }, (person) => checkMayChange(actor, person))
}

/** Brings one's own account back, by whoever has shown that they know its password. @throws person_not_found (404) */
export function restoreOwn(deps: Deps, id: string, from: AuditSource) {
  return restore(deps, id, { by: id, from }, (person) => {
    // Kept in another tab a moment ago, it is here already.
    if (person.deletedAt !== null && !isOnesToKeep(person)) throw notYours()
  })
}

/** Whether an account was deleted by its own person, and was not disabled before: then a sign-in may bring it back. */
export function isOnesToKeep({ id, deletedAt, deletedBy, disabledAt }: AccountRow) {
  return deletedAt !== null && deletedBy === id && disabledAt === deletedAt
}

/** Whether a deleted account can still be brought back. */
export function isInTime(
  { clock, deletedKeptMs }: Pick<AuthDeps, 'clock' | 'deletedKeptMs'>,
  { deletedAt }: AccountRow,
) {
  return deletedAt !== null && deletedAt + deletedKeptMs > clock.now()
}

async function scheduleDeletion(
  deps: Deps,
  id: string,
  { by: deletedBy, heir, from }: { by: string | null; heir: Heir | null; from?: AuditSource | undefined },
  check: (person: AccountRow) => void,
): Promise<AccountRow> {
  const now = deps.clock.now()
  return inTransaction(deps.db, async (tx) => {
    await lockOwners(tx)
    const person = await getPerson(tx, id)
    check(person)
    if (person.deletedAt !== null) return person
    const change = { deletedAt: now, deletedBy, disabledAt: person.disabledAt ?? now }
    const deleted = (await updateAccount(tx, id, change, now))!
    await checkOwnerLeft(tx)
    // Who is let in on their word would have nobody who answers for it.
    await tx
      .updateTable('invitation')
      .set({ revokedAt: now })
      .where('createdBy', '=', id)
      .where('revokedAt', 'is', null)
      .execute()
    await recordAudit(tx, deps, {
      action: 'account.deleted',
      actorId: deletedBy ?? undefined,
      subject: { kind: 'account', id },
      from,
      details: { keepsMusic: heir !== null },
    })
    await appendOutbox(tx, userDeletionScheduled, { key: id, data: { id, heir }, at: now })
    await endSessionsOf(tx, deps, id, { reason: 'account_deleted', actorId: deletedBy ?? undefined, from })
    await announceChange(tx, deps, deleted)
    return deleted
  })
}

function restore(
  deps: Deps,
  id: string,
  { by: actorId, from }: { by: string | undefined; from: AuditSource | undefined },
  check: (person: AccountRow) => void,
): Promise<AccountRow> {
  return inTransaction(deps.db, async (tx) => {
    await lockOwners(tx)
    const person = await getPerson(tx, id)
    check(person)
    if (person.deletedAt === null) return person
    if (!isInTime(deps, person)) throw personNotFound()
    const disabledAt = person.disabledAt === person.deletedAt ? null : person.disabledAt
    const at = deps.clock.now()
    const restored = await updateAccount(tx, id, { deletedAt: null, deletedBy: null, disabledAt }, at)
    await recordAudit(tx, deps, { action: 'account.restored', actorId, subject: { kind: 'account', id }, from })
    await appendOutbox(tx, userRestored, { key: id, data: { id }, at })
    return restored!
  })
}

function checkMayChange(actor: User | undefined, person: AccountRow) {
  if (actor && !can(actor, 'changePerson', person.role)) throw notYours()
}

async function getPerson(tx: Tx<AuthTables>, id: string) {
  const person = await findAccount(tx, id)
  if (!person) throw personNotFound()
  return person
}

const personNotFound = () => notFound('person_not_found', 'There is no such account (any more).')
