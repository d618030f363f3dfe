import { inTransaction, type Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { userDeleted } from '@bell/platform/people'
import { recordAudit } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { accessTokenSeconds } from '../oidc/lifetimes.ts'
import type { AuthTables } from '../tables.ts'

/** Accounts looked for at a time. */
const batch = 50
/** Services believe an access token until it expires: nobody adds anything once its account is gone. */
const leastMs = accessTokenSeconds * 1000 + 60_000

/** Takes accounts away for good whose time is over; by the index account_deleted. */
export async function sweepDeleted(deps: Pick<AuthDeps, 'db' | 'clock' | 'newId' | 'deletedKeptMs'>) {
  const { db, clock, deletedKeptMs } = deps
  const before = clock.now() - Math.max(deletedKeptMs, leastMs)
  for (;;) {
    const due = await db.selectFrom('account').select('id').where('deletedAt', '<=', before).limit(batch).execute()
    for (const { id } of due) await inTransaction(db, (tx) => purge(tx, deps, id, before))
    if (due.length < batch) return
  }
}

async function purge(tx: Tx<AuthTables>, deps: Pick<AuthDeps, 'clock' | 'newId'>, id: string, before: number) {
  // Restored, or taken away by another process, in the meantime?
  const { numUpdatedRows } = await tx
    .updateTable('account')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', '=', id)
    .where('deletedAt', '<=', before)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return
  await tx.deleteFrom('refreshToken').where('accountId', '=', id).execute()
  await tx.deleteFrom('oidcRecord').where('accountId', '=', id).execute()
  await tx.deleteFrom('consent').where('accountId', '=', id).execute()
  for (const table of ['passkey', 'secondFactor', 'recoveryCode', 'oneTimeLink'] as const)
    await tx.deleteFrom(table).where('accountId', '=', id).execute()
  await tx.deleteFrom('invitation').where('createdBy', '=', id).execute()
  await tx.deleteFrom('account').where('id', '=', id).execute()
  await recordAudit(tx, deps, { action: 'account.gone', subject: { kind: 'account', id } })
  await appendOutbox(tx, userDeleted, { key: id, data: { id }, at: deps.clock.now() })
}
