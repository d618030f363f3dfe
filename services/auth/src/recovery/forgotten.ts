import { inTransaction, type Tx } from '@bell/platform/database'
import { findAccountByEmail } from '../accounts/accounts.queries.ts'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { queueMail } from '../mail/mail.ts'
import { open, seal } from '../oidc/sealing.ts'
import type { AuthTables, ResetRequestTable } from '../tables.ts'
import { makeLink } from './one-time-links.ts'

const minute = 60_000
/** How long a link in a letter works. */
const mailedResetMs = 30 * minute
/** So many letters an hour go to one account, whoever asks for them. */
const mostLettersAnHour = 3

const batch = 20
const purpose = 'reset request'

/**
 * Notes that someone forgot a password, and nothing more: whether there is such an account is looked up later, so that
 * the time of the answer cannot tell.
 */
export async function noteForgotten(
  deps: Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'secret'>,
  { email, language }: { email: string; language: string },
  { address, userAgent }: AuditSource,
) {
  const id = deps.newId()
  const sealedEmail = seal(deps.secret, purpose, email, id)
  const row = { id, sealedEmail, language, address, userAgent, createdAt: deps.clock.now() }
  await deps.db.insertInto('resetRequest').values(row).execute()
}

/** Looks up who asked, and has their letters sent; in the order of asking. */
export async function answerForgotten(deps: AuthDeps) {
  for (;;) {
    const rows = await deps.db.selectFrom('resetRequest').selectAll().orderBy('id').limit(batch).execute()
    for (const row of rows) await inTransaction(deps.db, (tx) => answer(tx, deps, row))
    if (rows.length < batch) return
  }
}

async function answer(tx: Tx<AuthTables>, deps: AuthDeps, row: ResetRequestTable) {
  // Another process may be at it too.
  const { numDeletedRows } = await tx.deleteFrom('resetRequest').where('id', '=', row.id).executeTakeFirst()
  if (numDeletedRows === 0n) return
  const now = deps.clock.now()
  if (row.createdAt + mailedResetMs <= now) return
  const account = await findAccountByEmail(tx, open(deps.secret, purpose, row.sealedEmail, row.id))
  if (!account || account.disabledAt !== null) return
  const recent = await tx
    .selectFrom('oneTimeLink')
    .select('hash')
    .where('accountId', '=', account.id)
    .where('kind', '=', 'reset')
    .where('createdBy', 'is', null)
    .where('createdAt', '>', now - 60 * minute)
    .limit(mostLettersAnHour)
    .execute()
  // The letters of before work on, so nobody is kept out by someone who asks again and again.
  if (recent.length >= mostLettersAnHour) return
  const { link } = await makeLink(tx, deps, 'reset', { accountId: account.id, worksMs: mailedResetMs })
  await recordAudit(tx, deps, {
    action: 'reset.requested',
    subject: { kind: 'account', id: account.id },
    from: { address: row.address, userAgent: row.userAgent },
    details: { by: 'mail' },
  })
  const to = { ...account, language: account.language ?? row.language }
  await queueMail(tx, deps, to, 'reset', { link }, mailedResetMs)
}
