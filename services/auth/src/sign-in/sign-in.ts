import { unauthorized } from '@bell/platform/http'
import { emailKeyOf, findAccountByEmail, type AccountRow } from '../accounts/accounts.queries.ts'
import { hashPassword, isOutdated, nobodysHash, verifyPassword } from '../accounts/password-hash.ts'
import type { AuthDeps } from '../deps.ts'
import { knownPlace } from './known-places.ts'
import { countAttempt } from './sign-in-limits.ts'

export interface Credentials {
  email: string
  password: string
}

/**
 * Who signs in with these credentials. Neither the answer nor its time tells whether there is an account, or whether
 * it is disabled.
 * @throws wrong_credentials (401), rate_limited (429)
 */
export async function signIn(
  deps: Pick<AuthDeps, 'db' | 'keyValue' | 'secret'>,
  { email, password }: Credentials,
  from: { address: string; mark: string | undefined },
): Promise<AccountRow> {
  const emailKey = emailKeyOf(email)
  const place = knownPlace(deps, from.mark, emailKey)
  const takeBack = await countAttempt(deps, { emailKey, address: from.address, place })
  const account = await findAccountByEmail(deps.db, email)
  const isRight = await verifyPassword(account?.passwordHash ?? nobodysHash, password)
  if (!account || !isRight || account.disabledAt !== null)
    throw unauthorized('wrong_credentials', 'E-mail address or password is not right.')
  await takeBack()
  if (isOutdated(account.passwordHash)) await renewHash(deps, account, password)
  return account
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
