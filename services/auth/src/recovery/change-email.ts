import { inTransaction, isUniqueViolation, type Tx } from '@bell/platform/database'
import { conflict, gone } from '@bell/platform/http'
import { emailKeyOf, findAccount, findAccountByEmail, type AccountRow } from '../accounts/accounts.queries.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { Asker } from '../confirmation/confirmation.ts'
import type { AuthDeps } from '../deps.ts'
import { queueMail } from '../mail/mail.ts'
import type { AuthTables } from '../tables.ts'
import { getLink, makeLink, useLink } from './one-time-links.ts'

const confirmMs = 24 * 3_600_000

/**
 * Begins to change the address: a letter to the new one confirms it. Whether that belongs to someone else is told in the
 * letter only. Without a mail server the address is changed at once, since nothing could confirm it.
 * @returns whether a letter is to be waited for. @throws email_taken (409), without a mail server only
 */
export async function changeEmail(
  deps: AuthDeps,
  { account, from }: Asker,
  email: string,
): Promise<{ pending: boolean }> {
  if (!deps.mail) {
    await inTransaction(deps.db, (tx) => setEmail(tx, deps, account, email, from)).catch(refuseTaken)
    return { pending: false }
  }
  await inTransaction(deps.db, async (tx) => {
    const holder = await findAccountByEmail(tx, email)
    if (holder && holder.id !== account.id) return queueMail(tx, deps, holder, 'emailInUse', {})
    await tx.deleteFrom('oneTimeLink').where('accountId', '=', account.id).where('kind', '=', 'email').execute()
    const { link } = await makeLink(tx, deps, 'email', { accountId: account.id, email, worksMs: confirmMs })
    await queueMail(tx, deps, { ...account, email }, 'confirmEmail', { link }, confirmMs)
  })
  return { pending: true }
}

/** The link in that letter. @returns the new address. @throws link_void (410), email_taken (409) */
export async function confirmEmail(deps: AuthDeps, token: string, from: AuditSource): Promise<string> {
  const link = await getLink(deps.db, deps, 'email', token)
  await inTransaction(deps.db, async (tx) => {
    await useLink(tx, link)
    const account = await findAccount(tx, link.accountId)
    if (!account || account.disabledAt !== null) throw gone('link_void', 'This account cannot be used any more.')
    await setEmail(tx, deps, account, link.email!, from)
  }).catch(refuseTaken)
  return link.email!
}

async function setEmail(
  tx: Tx<AuthTables>,
  deps: AuthDeps,
  { id, ...account }: AccountRow,
  email: string,
  from: AuditSource,
) {
  await tx
    .updateTable('account')
    .set({ email, emailKey: emailKeyOf(email) })
    .where('id', '=', id)
    .execute()
  // Letters that went to the old address open nothing any more.
  await tx.deleteFrom('oneTimeLink').where('accountId', '=', id).execute()
  await recordAudit(tx, deps, { action: 'email.changed', actorId: id, subject: { kind: 'account', id }, from })
  await queueMail(tx, deps, account, 'emailChanged', { email })
}

function refuseTaken(error: unknown): never {
  if (!isUniqueViolation(error)) throw error
  throw conflict('email_taken', 'With this e-mail address there is an account already.')
}
