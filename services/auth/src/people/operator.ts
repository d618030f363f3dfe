import { inTransaction } from '@bell/platform/database'
import { notFound, type Role } from '@bell/platform/http'
import { findAccountByEmail } from '../accounts/accounts.queries.ts'
import { Email, NewAccount } from '../accounts/accounts.schema.ts'
import { insertAccount, prepareAccount } from '../accounts/accounts.ts'
import { deletePerson, restorePerson } from '../deleting/delete-person.ts'
import type { AuthDeps } from '../deps.ts'
import { makeResetLink } from '../recovery/reset-password.ts'
import { turnOffFor } from '../second-factor/second-factor.ts'
import { readInput } from '../operator-input.ts'
import { presentPerson } from './people.presenter.ts'
import type { Person } from './people.schema.ts'
import { changePerson } from './people.ts'

// What the operator does at the command line (`bell user …`), who has the machine and needs nobody's permission.

type OperatorDeps = Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'clients' | 'deletedKeptMs'>

/** @throws invalid_input (400), email_taken (409), and as checkNewPassword */
export async function addUser(
  deps: OperatorDeps,
  { role, ...person }: { email: string; name: string; password: string; role: Role },
): Promise<Person> {
  const prepared = await prepareAccount(readInput(NewAccount, person))
  return presentPerson(
    deps,
    await inTransaction(deps.db, (tx) => insertAccount(tx, deps, prepared, role, { by: 'operator' })),
  )
}

/** All accounts, oldest first. */
export async function listUsers(deps: Pick<AuthDeps, 'db' | 'deletedKeptMs'>): Promise<Person[]> {
  const rows = await deps.db.selectFrom('account').selectAll().orderBy('createdAt').orderBy('id').execute()
  return rows.map((row) => presentPerson(deps, row))
}

/** @throws invalid_input (400), user_not_found (404), last_owner (409) */
export async function setRole(deps: OperatorDeps, email: string, role: Role): Promise<Person> {
  return presentPerson(deps, await changePerson(deps, undefined, await idOf(deps, email), { role }))
}

/** Disables the account and ends its sessions. @throws invalid_input (400), user_not_found (404), last_owner (409) */
export async function disableUser(deps: OperatorDeps, email: string): Promise<Person> {
  return presentPerson(deps, await changePerson(deps, undefined, await idOf(deps, email), { disabled: true }))
}

/** Deletes the account: it can be restored for a while. @throws invalid_input (400), user_not_found (404), last_owner (409) */
export async function deleteUser(deps: OperatorDeps, email: string): Promise<Person> {
  return presentPerson(deps, await deletePerson(deps, undefined, await idOf(deps, email)))
}

/** @throws invalid_input (400), user_not_found (404) */
export async function restoreUser(deps: OperatorDeps, email: string): Promise<Person> {
  return presentPerson(deps, await restorePerson(deps, undefined, await idOf(deps, email)))
}

/**
 * A link by which a person sets a new password, also the owner who has lost theirs; it works once, for a day.
 * @throws invalid_input (400), user_not_found (404), account_disabled (409)
 */
export async function resetLinkFor(deps: AuthDeps, email: string) {
  const { link, expiresAt } = await makeResetLink(deps, undefined, await idOf(deps, email))
  return { link, expiresAt: new Date(expiresAt).toISOString() }
}

/** Turns two-step sign-in off for one who has lost app and codes. @throws invalid_input (400), user_not_found (404) */
export async function turnOffSecondFactor(deps: AuthDeps, email: string) {
  await turnOffFor(deps, undefined, await idOf(deps, email))
  return { email }
}

async function idOf({ db }: OperatorDeps, email: string) {
  const account = await findAccountByEmail(db, readInput(Email, email))
  if (!account) throw notFound('user_not_found', `There is no account with the address ${email}.`)
  return account.id
}
