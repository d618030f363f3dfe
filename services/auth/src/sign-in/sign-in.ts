import { conflict, unauthorized } from '@bell/platform/http'
import { emailKeyOf, findAccountByEmail, type AccountRow } from '../accounts/accounts.queries.ts'
import { hashPassword, isOutdated, nobodysHash, verifyPassword } from '../accounts/password-hash.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import { isInTime, isOnesToKeep, restoreOwn } from '../deleting/delete-person.ts'
import type { AuthDeps } from '../deps.ts'
import type { SignInSource } from './interactions.ts'
import { knownPlace } from './known-places.ts'
import { countAttempt } from './sign-in-limits.ts'

/**
 * Whose these credentials are. Neither the answer nor its time tells whether there is an account, or whether it is
 * disabled; only who has the password hears more (`admit`).
 * @throws wrong_credentials (401), rate_limited (429)
 */
export async function checkCredentials(
  deps: AuthDeps,
  { email, password }: { email: string; password: string },
  { mark, ...from }: SignInSource,
): Promise<AccountRow> {
  const emailKey = emailKeyOf(email)
  const place = knownPlace(deps, mark, emailKey)
  const takeBack = await countAttempt(deps, 'password', { emailKey, address: from.address, place })
  const account = await findAccountByEmail(deps.db, email)
  const isRight = await verifyPassword(account?.passwordHash ?? nobodysHash, password)
  if (!account || !isRight || !isUsable(deps, account)) {
    // Written for nobody too: else the answer would come sooner where there is no account.
    await recordAudit(deps.db, deps, {
      action: 'sign-in.failed',
      subject: account && { kind: 'account', id: account.id },
      from,
      details: { amr: 'pwd' },
    })
    throw unauthorized('wrong_credentials', 'E-mail address or password is not right.')
  }
  await takeBack()
  if (isOutdated(account.passwordHash)) await renewHash(deps, account, password)
  return account
}

/** Whether who shows that the account is theirs gets in, or at least hears that it was deleted. */
export function isUsable(deps: Pick<AuthDeps, 'clock' | 'deletedKeptMs'>, account: AccountRow): boolean {
  return account.disabledAt === null || isDeleted(deps, account)
}

/**
 * The account that one signs in to, having shown that it is one's own; with `keep` one's own deletion is taken back.
 * @throws account_deleted (409, with `goneAt` and `byOneself`)
 */
export async function admit(
  deps: AuthDeps,
  account: AccountRow,
  keep: boolean,
  from: AuditSource,
): Promise<AccountRow> {
  if (!isDeleted(deps, account)) return account
  checkMayKeep(deps, account, keep)
  return restoreOwn(deps, account.id, from)
}

/** @throws account_deleted (409), as admit, which alone changes anything */
export function checkMayKeep(deps: Pick<AuthDeps, 'clock' | 'deletedKeptMs'>, account: AccountRow, keep: boolean) {
  if (isDeleted(deps, account) && !(keep && isOnesToKeep(account))) throw deletedAccount(deps, account)
}

const isDeleted = (deps: Pick<AuthDeps, 'clock' | 'deletedKeptMs'>, account: AccountRow) =>
  isInTime(deps, account) && account.disabledAt === account.deletedAt

function deletedAccount({ deletedKeptMs }: Pick<AuthDeps, 'deletedKeptMs'>, account: AccountRow) {
  const byOneself = isOnesToKeep(account)
  const goneAt = new Date(account.deletedAt! + deletedKeptMs).toISOString()
  const who = byOneself ? 'Until then you can keep it.' : 'Until then who looks after the people here can restore it.'
  return conflict('account_deleted', `This account was deleted, and is gone for good at ${goneAt}. ${who}`, {
    members: { goneAt, byOneself },
  })
}

async function renewHash({ db }: Pick<AuthDeps, 'db'>, { id, passwordHash }: AccountRow, password: string) {
  await db
    .updateTable('account')
    .set({ passwordHash: await hashPassword(password) })
    .where('id', '=', id)
    // Not over a password that was changed in the meantime.
    .where('passwordHash', '=', passwordHash)
    .execute()
}
