import { createPolicies, forbidden, unauthorized, type Role, type User } from '@bell/platform/http'
import type { AuthDeps } from '../deps.ts'
import { findAccount, type AccountRow } from './accounts.queries.ts'

const administers = (user: User | undefined) =>
  user?.roles.some((role) => role === 'owner' || role === 'admin') ?? false
const owns = (user: User | undefined) => user?.roles.includes('owner') ?? false
const isOrdinary = (role: Role) => role === 'artist' || role === 'listener'

/** Who may do what with people: owners everything, admins what concerns artists and listeners. */
export const can = createPolicies({
  seePeople: (user, _thing: 'all') => administers(user),
  /** Other apps that sign people in here: seen, added, changed, removed. */
  manageClients: (user, _thing: 'all') => administers(user),
  seeAudit: (user, _thing: 'all') => administers(user),
  /** A role given to an account, or promised by an invitation. */
  giveRole: (user, role: Role) => owns(user) || (administers(user) && isOrdinary(role)),
  /** An account changed or disabled, by the role it has. */
  changePerson: (user, role: Role) => owns(user) || (administers(user) && isOrdinary(role)),
  lookAfterKeys: (user, _thing: 'all') => owns(user),
  operateEvents: (user, _thing: 'all') => owns(user),
})

/**
 * The account of the person who asks, as it is now: AuthBell holds the accounts, so it need not believe a token that may
 * be minutes old.
 * @throws session_ended (401) where the account is gone, deleted or disabled; forbidden (403) for a service account
 */
export async function getOwnAccount({ db }: Pick<AuthDeps, 'db'>, user: User): Promise<AccountRow> {
  if (user.clientId !== undefined) throw forbidden('forbidden', 'A service account has no account page.')
  const account = await findAccount(db, user.id)
  if (!account || account.disabledAt !== null)
    throw unauthorized('session_ended', 'This account cannot be used any more.')
  return account
}

/** The user with the role that the account has now. @throws as getOwnAccount */
export async function withCurrentRole(deps: Pick<AuthDeps, 'db'>, user: User): Promise<User> {
  const { role } = await getOwnAccount(deps, user)
  return { ...user, roles: [role] }
}

export const notYours = () => forbidden('forbidden', 'This is for those who look after the people here.')
