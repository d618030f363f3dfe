import { conflict, unauthorized } from '@bell/platform/http'
import { emailKeyOf, findAccountByEmail, type AccountRow } from '../accounts/accounts.queries.ts'
import { hashPassword, isOutdated, nobodysHash, verifyPassword } from '../accounts/password-hash.ts'
import { isInTime, isOnesToKeep, restoreOwn } from '../deleting/delete-person.ts'
import type { AuthDeps } from '../deps.ts'
import { knownPlace } from './known-places.ts'
import { countAttempt } from './sign-in-limits.ts'

export interface Credentials {
  email: string
  password: string
  keep?: boolean | undefined
}

/**
 * Who signs in with these credentials. Neither the answer nor its time tells whether there is an account, or whether
 * it is disabled or deleted; only who has the password hears of a deletion, and with `keep` takes their own back.
 * @throws wrong_credentials (401), account_deleted (409, with `goneAt` and `byOneself`), rate_limited (429)
 */
export async function signIn(
  deps: Pick<AuthDeps, 'db' | 'keyValue' | 'secret' | 'clock' | 'stream' | 'deletedKeptMs'>,
  { email, password, keep }: Credentials,
  from: { address: string; mark: string | undefined },
): Promise<AccountRow> {
  const emailKey = emailKeyOf(email)
  const place = knownPlace(deps, from.mark, emailKey)
  const takeBack = await countAttempt(deps, { emailKey, address: from.address, place })
  const account = await findAccountByEmail(deps.db, email)
  const isRight = await verifyPassword(account?.passwordHash ?? nobodysHash, password)
  const isDeleted = account !== undefined && isInTime(deps, account) && account.disabledAt === account.deletedAt
  if (!account || !isRight || (account.disabledAt !== null && !isDeleted))
    throw unauthorized('wrong_credentials', 'E-mail address or password is not right.')
  await takeBack()
  if (isDeleted) {
    if (!keep || !isOnesToKeep(account)) throw deletedAccount(deps, account)
    return restoreOwn(deps, account.id)
  }
  if (isOutdated(account.passwordHash)) await renewHash(deps, account, password)
  return account
}

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
