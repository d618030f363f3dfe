import type { Db, Tx } from '@bell/platform/database'
import { sql, type Selectable, type SqlBool } from 'kysely'
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

/**
 * Newest first, from after the cursor, by the index account_by_age; with `q` those whose name or address has it in it,
 * for which all are read through.
 */
export function listAccounts(
  db: Db<AuthTables>,
  limit: number,
  { q, after }: { q?: string | undefined; after?: [createdAt: number, id: string] | undefined } = {},
) {
  const inIt = q && `%${q.toLowerCase().replaceAll(/[\\%_]/g, String.raw`\$&`)}%`
  return db
    .selectFrom('account')
    .selectAll()
    .$if(inIt !== undefined, (query) =>
      query.where(sql<SqlBool>`(lower("name") like ${inIt} escape '\\' or "emailKey" like ${inIt} escape '\\')`),
    )
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
