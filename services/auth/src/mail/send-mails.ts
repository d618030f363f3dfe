import type { AuthDeps } from '../deps.ts'
import type { AuthTables, MailTable } from '../tables.ts'
import type { Db } from '@bell/platform/database'
import { openMail, type Mail } from './mail.ts'

/** Hands one mail to the mail server. `id` is the same at every attempt. @throws where the server did not take it */
export type SendMail = (mail: Mail & { id: string }) => Promise<void>

const batch = 20
const minute = 60_000
/** For so long nobody else tries a letter that is being handed over. */
const leaseMs = 3 * minute
const firstPauseMs = 10_000
const longestPauseMs = 30 * minute

/** Hands over the letters that are due; by the index mail_by_due. What the server does not take now waits for longer each time. */
export async function sendMails(deps: Pick<AuthDeps, 'db' | 'clock' | 'secret' | 'log'>, send: SendMail) {
  const { db, clock, log } = deps
  for (;;) {
    const now = clock.now()
    const due = await db
      .selectFrom('mail')
      .selectAll()
      .where('dueAt', '<=', now)
      .orderBy('dueAt')
      .limit(batch)
      .execute()
    for (const row of due) {
      if (row.expiresAt <= now) await remove(db, row)
      else if (await claim(db, row, now + leaseMs)) await sendOne(row)
    }
    if (due.length < batch) return
  }

  async function sendOne(row: MailTable) {
    try {
      await send({ id: row.id, ...openMail(deps, row) })
    } catch (error) {
      const isRefused = isPermanent(error)
      log.error({ err: error, mail: row.id }, isRefused ? 'A mail was refused for good' : 'A mail could not be sent')
      if (!isRefused) return postpone(db, row, clock.now())
    }
    await remove(db, row)
  }
}

/** Of several processes one gets it. */
async function claim(db: Db<AuthTables>, { id, dueAt }: MailTable, until: number) {
  const { numUpdatedRows } = await db
    .updateTable('mail')
    .set({ dueAt: until })
    .where('id', '=', id)
    .where('dueAt', '=', dueAt)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function postpone(db: Db<AuthTables>, { id, attempts }: MailTable, now: number) {
  const pause = Math.min(firstPauseMs * 2 ** attempts, longestPauseMs)
  await db
    .updateTable('mail')
    .set({ attempts: attempts + 1, dueAt: now + pause })
    .where('id', '=', id)
    .execute()
}

async function remove(db: Db<AuthTables>, { id }: MailTable) {
  await db.deleteFrom('mail').where('id', '=', id).execute()
}

// RFC 5321 §4.2.1: 5yz means that the same will not be taken later either. Wrong credentials (535) are the operator's to
// mend, and then the letter should still go.
function isPermanent(error: unknown) {
  const { responseCode, code } = error as { responseCode?: number; code?: string }
  return responseCode !== undefined && responseCode >= 500 && code !== 'EAUTH'
}
