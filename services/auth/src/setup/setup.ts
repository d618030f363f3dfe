import { createHash, timingSafeEqual } from 'node:crypto'
import { inTransaction } from '@bell/platform/database'
import { conflict, forbidden } from '@bell/platform/http'
import { accountsExist, type AccountRow } from '../accounts/accounts.queries.ts'
import { insertAccount, prepareAccount } from '../accounts/accounts.ts'
import type { AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import type { SetupBody } from './setup.schema.ts'

/**
 * Makes the owner's account, once: while there is no account, for who has the token that the console printed.
 * @throws already_set_up (409), wrong_setup_token (403), and as checkNewPassword
 */
export async function setUp(
  deps: AuthDeps,
  { token, name, email, password, language }: SetupBody,
  from: AuditSource,
): Promise<AccountRow> {
  if (!(await isSetupNeeded(deps))) throw alreadySetUp()
  if (!isSame(token, deps.setupToken))
    throw forbidden('wrong_setup_token', 'Open the address that the program printed when it started.')
  const prepared = await prepareAccount({ name, email, password, language })
  return inTransaction(deps.db, async (tx) => {
    // Of two at once, this row lets one through; the other waits for it and then finds it taken.
    const founded = await tx
      .insertInto('founding')
      .values({ id: 'owner', at: deps.clock.now(), revision: 1 })
      .onConflict((row) => row.column('id').doNothing())
      .executeTakeFirst()
    if ((founded.numInsertedOrUpdatedRows ?? 0n) === 0n) throw alreadySetUp()
    return insertAccount(tx, deps, prepared, 'owner', { by: 'setup', from })
  })
}

/** Whether there is no account yet, so that the owner's is to be made. */
export async function isSetupNeeded({ db }: Pick<AuthDeps, 'db'>): Promise<boolean> {
  return !(await accountsExist(db))
}

/** Where to go after the setup: the login page of one of our products and no other place. */
export function safeReturn({ family }: Pick<AuthDeps, 'family'>, returnTo: string | undefined): string {
  const wanted = returnTo === undefined ? undefined : URL.parse(returnTo)
  const isOurs = wanted && Object.values(family).includes(wanted.origin) && wanted.pathname === '/session/login'
  return isOurs && !wanted.username && !wanted.password ? wanted.href : `${family.music}/session/login`
}

const alreadySetUp = () => conflict('already_set_up', 'The owner’s account exists already. Sign in instead.')

// Hashed first, so that the comparison takes the same time whatever the length.
function isSame(given: string, expected: string) {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return expected !== '' && timingSafeEqual(digest(given), digest(expected))
}
