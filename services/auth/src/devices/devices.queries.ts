import type { Db } from '@bell/platform/database'
import type { AuthTables } from '../tables.ts'

/** An account's sessions that go on, with what is known of where; by the index oidcRecord_by_account. */
export function listSessions(db: Db<AuthTables>, accountId: string, now: number, limit: number) {
  return db
    .selectFrom('oidcRecord as session')
    .leftJoin('device', 'device.uid', 'session.uid')
    .select(['session.uid', 'session.payload'])
    .select(['device.userAgent', 'device.network', 'device.shared', 'device.signedInAt', 'device.lastUsedAt'])
    .where('session.accountId', '=', accountId)
    .where('session.model', '=', 'Session')
    .where('session.expiresAt', '>', now)
    .orderBy('device.lastUsedAt', 'desc')
    .limit(limit)
    .execute()
}

/** Names of clients by id. */
export async function clientNames(db: Db<AuthTables>, ids: string[]) {
  if (ids.length === 0) return new Map<string, string>()
  const rows = await db.selectFrom('client').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

export async function ownsSession(db: Db<AuthTables>, accountId: string, uid: string) {
  const row = await db
    .selectFrom('oidcRecord')
    .select('uid')
    .where('uid', '=', uid)
    .where('model', '=', 'Session')
    .where('accountId', '=', accountId)
    .executeTakeFirst()
  return row !== undefined
}
