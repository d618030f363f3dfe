import type { Tx } from '@bell/platform/database'
import type { AuthDeps } from '../deps.ts'
import type { AuthTables, NoticeTable } from '../tables.ts'

/** Keeps what a person has to be told when they sign in next. */
export async function addNotice(
  tx: Tx<AuthTables>,
  { clock, newId }: Pick<AuthDeps, 'clock' | 'newId'>,
  accountId: string,
  kind: NoticeTable['kind'],
) {
  await tx.insertInto('notice').values({ id: newId(), accountId, kind, at: clock.now(), seenAt: null }).execute()
}
