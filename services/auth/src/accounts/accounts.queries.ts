import type { Db, Tx } from '@bell/platform/database'
import type { Selectable } from 'kysely'
import type { AccountTable, AuthTables } from '../tables.ts'

export type AccountRow = Selectable<AccountTable>

/** One address in one form: people type theirs in capitals, full-width or with a blank behind. */
export const emailKeyOf = (email: string) => email.trim().normalize('NFKC').toLowerCase()

export function findAccount(db: Db<AuthTables> | Tx<AuthTables>, id: string): Promise<AccountRow | undefined> {
  return db.selectFrom('account').selectAll().where('id', '=', id).executeTakeFirst()
}

export function findAccountByEmail(
  db: Db<AuthTables> | Tx<AuthTables>,
  email: string,
): Promise<AccountRow | undefined> {
  return db.selectFrom('account').selectAll().where('emailKey', '=', emailKeyOf(email)).executeTakeFirst()
}

/** Newest first, from after the cursor; by the index account_by_age. */
export function listAccounts(db: Db<AuthTables>, limit: number, after?: [createdAt: number, id: string]) {
  return db
    .selectFrom('account')
    .selectAll()
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('createdAt', 'id'), '<', where.tuple(...after!))),
    )
    .orderBy('createdAt', 'desc')
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

export async function accountsExist(db: Db<AuthTables> | Tx<AuthTables>): Promise<boolean> {
  return (await db.selectFrom('account').select('id').limit(1).executeTakeFirst()) !== undefined
}
