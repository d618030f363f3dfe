import type { Db, Tx } from '@bell/platform/database'
import type { AuthTables } from '../tables.ts'

/** A person and a client. */
export interface Pair {
  accountId: string
  clientId: string
}

export function findConsent(db: Db<AuthTables> | Tx<AuthTables>, { accountId, clientId }: Pair) {
  return db
    .selectFrom('consent')
    .selectAll()
    .where('accountId', '=', accountId)
    .where('clientId', '=', clientId)
    .executeTakeFirst()
}

/** The apps that a person has allowed something, the last used first. @param limit most of them */
export function listConsents(db: Db<AuthTables>, accountId: string, limit: number) {
  return db
    .selectFrom('consent')
    .innerJoin('client', 'client.id', 'consent.clientId')
    .select(['client.id', 'client.name', 'client.kind', 'client.redirectUris', 'client.disabledAt'])
    .select(['consent.scopes', 'consent.grantedAt', 'consent.usedAt'])
    .where('consent.accountId', '=', accountId)
    .orderBy('consent.usedAt', 'desc')
    .orderBy('client.id')
    .limit(limit)
    .execute()
}

const minute = 60_000

/** Writes down that a client has got tokens; once a minute is enough. */
export async function noteUse(db: Db<AuthTables>, { accountId, clientId }: Pair, now: number) {
  await db
    .updateTable('consent')
    .set({ usedAt: now })
    .where('accountId', '=', accountId)
    .where('clientId', '=', clientId)
    .where('usedAt', '<', now - minute)
    .execute()
}
