import type { Db, Tx } from '@bell/platform/database'
import type { AuthDeps } from '../deps.ts'
import type { AuthTables, NoticeTable } from '../tables.ts'

const most = 20

/** Keeps what a person has to be told when they sign in next. */
export async function addNotice(
  tx: Tx<AuthTables>,
  { clock, newId }: Pick<AuthDeps, 'clock' | 'newId'>,
  accountId: string,
  kind: NoticeTable['kind'],
) {
  await tx.insertInto('notice').values({ id: newId(), accountId, kind, at: clock.now(), seenAt: null }).execute()
}

/** What a person has not been told yet, newest first; by the index notice_by_account. */
export async function unseenNotices(db: Db<AuthTables>, accountId: string) {
  const rows = await db
    .selectFrom('notice')
    .select(['id', 'kind', 'at'])
    .where('accountId', '=', accountId)
    .where('seenAt', 'is', null)
    .orderBy('id', 'desc')
    .limit(most)
    .execute()
  return rows.map(({ at, ...notice }) => ({ ...notice, at: new Date(at).toISOString() }))
}

export async function seeNotices({ db, clock }: Pick<AuthDeps, 'db' | 'clock'>, accountId: string) {
  await db
    .updateTable('notice')
    .set({ seenAt: clock.now() })
    .where('accountId', '=', accountId)
    .where('seenAt', 'is', null)
    .execute()
}
