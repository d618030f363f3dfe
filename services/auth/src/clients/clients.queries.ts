import type { Db, Tx } from '@bell/platform/database'
import type { Selectable } from 'kysely'
import type { AuthTables, ClientTable } from '../tables.ts'

export type ClientRow = Selectable<ClientTable>
type ClientWithAdder = ClientRow & { adderName: string | null }

const withAdder = (db: Db<AuthTables> | Tx<AuthTables>) =>
  db
    .selectFrom('client')
    .leftJoin('account', 'account.id', 'client.addedBy')
    .selectAll('client')
    .select('account.name as adderName')

export function findClient(db: Db<AuthTables> | Tx<AuthTables>, id: string): Promise<ClientWithAdder | undefined> {
  return withAdder(db).where('client.id', '=', id).executeTakeFirst()
}

/** Newest first, from after the cursor; by the index client_by_age. */
export function listClients(
  db: Db<AuthTables>,
  limit: number,
  after?: [createdAt: number, id: string],
): Promise<ClientWithAdder[]> {
  return withAdder(db)
    .$if(after !== undefined, (query) =>
      query.where((where) => where(where.refTuple('client.createdAt', 'client.id'), '<', where.tuple(...after!))),
    )
    .orderBy('client.createdAt', 'desc')
    .orderBy('client.id', 'desc')
    .limit(limit)
    .execute()
}

/** Whether some client that may be used has a redirect address at this origin. */
export async function isRegisteredOrigin(db: Db<AuthTables>, origin: string): Promise<boolean> {
  const found = await db
    .selectFrom('clientOrigin')
    .innerJoin('client', 'client.id', 'clientOrigin.clientId')
    .select('client.id')
    .where('clientOrigin.origin', '=', origin)
    .where('client.disabledAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

export async function replaceOrigins(tx: Tx<AuthTables>, clientId: string, origins: ReadonlySet<string>) {
  await tx.deleteFrom('clientOrigin').where('clientId', '=', clientId).execute()
  if (origins.size === 0) return
  await tx
    .insertInto('clientOrigin')
    .values([...origins].map((origin) => ({ origin, clientId })))
    .execute()
}
