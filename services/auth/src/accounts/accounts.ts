import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { conflict, forbidden, notFound, type Role } from '@bell/platform/http'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { queueMail } from '../mail/mail.ts'
import { endSessionsOf } from '../oidc/sessions.ts'
import type { AuthTables } from '../tables.ts'
import { emailKeyOf, findAccount, type AccountRow } from './accounts.queries.ts'
import { userChanged, userCreated, type NewAccount } from './accounts.schema.ts'
import { hashPassword, verifyPassword } from './password-hash.ts'
import { checkNewPassword } from './password-rules.ts'

/** What is slow about a new account, done before the transaction that makes it. @throws as checkNewPassword */
export async function prepareAccount({ email, password, ...rest }: NewAccount) {
  await checkNewPassword(password, { email, name: rest.name })
  return { ...rest, email, passwordHash: await hashPassword(password) }
}

/** How an account came to be: by the operator at the command line, the first setup, an invitation or open sign-up. */
interface Origin {
  by: 'operator' | 'setup' | 'invitation' | 'sign-up'
  from?: AuditSource | undefined
}

/** Makes an account inside the caller's transaction. @throws email_taken (409) */
export async function insertAccount(
  tx: Tx<AuthTables>,
  deps: Pick<AuthDeps, 'newId' | 'clock'>,
  { email, name, language, passwordHash }: Awaited<ReturnType<typeof prepareAccount>>,
  role: Role,
  { by, from }: Origin,
): Promise<AccountRow> {
  const now = deps.clock.now()
  const account: AccountRow = {
    id: deps.newId(),
    email,
    emailKey: emailKeyOf(email),
    name,
    role,
    language: language ?? null,
    passwordHash,
    disabledAt: null,
    deletedAt: null,
    deletedBy: null,
    createdAt: now,
    revision: 1,
  }
  // Whichever way the first account is made, its transaction waits here for any other that is making one.
  await tx
    .insertInto('founding')
    .values({ id: 'owner', at: now, revision: 1 })
    .onConflict((row) => row.column('id').doNothing())
    .execute()
  const inserted = await tx
    .insertInto('account')
    .values(account)
    .onConflict((row) => row.column('emailKey').doNothing())
    .executeTakeFirst()
  if ((inserted.numInsertedOrUpdatedRows ?? 0n) === 0n)
    throw conflict('email_taken', 'With this e-mail address there is an account already. Sign in with it instead.')
  await recordAudit(tx, deps, {
    action: 'account.added',
    actorId: by === 'operator' ? undefined : account.id,
    subject: { kind: 'account', id: account.id },
    from,
    details: { role, by },
  })
  await appendOutbox(tx, userCreated, { key: account.id, data: publicData(account), at: now })
  return account
}

/** Changes one's own name or language. @throws account_not_found (404) */
export function changeAccount({ db, clock }: AuthDeps, id: string, change: { name?: string; language?: string }) {
  return inTransaction(db, async (tx) => {
    const account = await updateAccount(tx, id, change, clock.now())
    if (!account) throw notFound('account_not_found', 'This account is not here (any more).')
    return account
  })
}

/**
 * Changes one's own password and ends one's other sessions; `sid` is the session that asks.
 * @throws wrong_password (403), and as checkNewPassword
 */
export async function changePassword(
  deps: AuthDeps,
  { id, sid }: { id: string; sid?: string },
  { currentPassword, newPassword }: { currentPassword: string; newPassword: string },
  from: AuditSource,
) {
  const account = await findAccount(deps.db, id)
  if (!account || !(await verifyPassword(account.passwordHash, currentPassword)))
    throw forbidden('wrong_password', 'The current password is another one.')
  await checkNewPassword(newPassword, account)
  const passwordHash = await hashPassword(newPassword)
  await inTransaction(deps.db, async (tx) => {
    await setPassword(tx, deps, account, passwordHash)
    await recordAudit(tx, deps, { action: 'password.changed', actorId: id, subject: { kind: 'account', id }, from })
    await endSessionsOf(tx, deps, id, { reason: 'password_changed', keep: { sid }, from })
  })
}

/** Gives an account another password, in the caller's transaction: links that would reset it are void, and the person is told. */
export async function setPassword(tx: Tx<AuthTables>, deps: AuthDeps, account: AccountRow, passwordHash: string) {
  await tx.updateTable('account').set({ passwordHash }).where('id', '=', account.id).execute()
  await tx.deleteFrom('oneTimeLink').where('accountId', '=', account.id).where('kind', '=', 'reset').execute()
  await queueMail(tx, deps, account, 'passwordChanged', {})
}

/** Writes what changed and announces it, in the caller's transaction. @returns the account as it is then */
export async function updateAccount(
  tx: Tx<AuthTables>,
  id: string,
  change: Partial<Omit<AccountRow, 'id' | 'createdAt' | 'revision'>>,
  now: number,
): Promise<AccountRow | undefined> {
  const account = await tx
    .updateTable('account')
    .set((row) => ({ ...change, revision: row('revision', '+', 1) }))
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
  if (account) await appendOutbox(tx, userChanged, { key: id, data: publicData(account), at: now })
  return account
}

// E-mail addresses stay here: other services get them from tokens, where they need them.
const publicData = ({ id, name, role, disabledAt, revision }: AccountRow) => ({
  id,
  name,
  role,
  disabled: disabledAt !== null,
  revision,
})
