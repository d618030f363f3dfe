import { inTransaction, type Tx } from '@bell/platform/database'
import type { AuthDeps } from '../deps.ts'
import type { AuthTables } from '../tables.ts'
import { sessionLifeSeconds } from './lifetimes.ts'
import { hashOf } from './sealing.ts'

interface SessionPayload {
  uid: string
  authorizations?: Record<string, { sid?: string; grantId?: string }>
}

/**
 * Ends one session, by its uid, with everything issued in it; with `clientId` only that client's part, so that the
 * person stays signed in and the client's next login gets a new `sid`.
 * @param at now, in ms UTC
 * @returns the `sid`s that ended, one for each product that was signed in
 */
export async function endSession(tx: Tx<AuthTables>, uid: string, at: number, clientId?: string): Promise<string[]> {
  if (clientId === undefined) await noteEnd(tx, uid, at)
  const row = await tx
    .selectFrom('oidcRecord')
    .select(['hash', 'payload'])
    .where('uid', '=', uid)
    .where('model', '=', 'Session')
    .executeTakeFirst()
  if (row === undefined) return []
  const session = JSON.parse(row.payload) as SessionPayload
  const authorizations = Object.entries(session.authorizations ?? {})
  const ended = authorizations.filter(([client]) => clientId === undefined || client === clientId)
  for (const [, { grantId }] of ended) if (grantId !== undefined) await deleteGrant(tx, grantId)
  if (clientId === undefined) {
    await tx.deleteFrom('oidcRecord').where('model', '=', 'Session').where('hash', '=', row.hash).execute()
  } else {
    const rest = Object.fromEntries(authorizations.filter(([client]) => client !== clientId))
    await tx
      .updateTable('oidcRecord')
      .set({ payload: JSON.stringify({ ...session, authorizations: rest }) })
      .where('model', '=', 'Session')
      .where('hash', '=', row.hash)
      .execute()
  }
  return ended.flatMap(([, { sid }]) => sid ?? [])
}

/** Ends all sessions of an account but the one that a product knows by `keepSid`. @returns as endSession */
export async function endSessionsOf(
  tx: Tx<AuthTables>,
  accountId: string,
  at: number,
  keepSid?: string,
): Promise<string[]> {
  const sessions = await tx
    .selectFrom('oidcRecord')
    .select('payload')
    .where('accountId', '=', accountId)
    .where('model', '=', 'Session')
    .execute()
  const ended: string[] = []
  for (const { payload } of sessions) {
    const session = JSON.parse(payload) as SessionPayload
    const sids = Object.values(session.authorizations ?? {}).map((authorization) => authorization.sid)
    if (keepSid === undefined || !sids.includes(keepSid)) ended.push(...(await endSession(tx, session.uid, at)))
  }
  return ended
}

/** Ends sessions in a transaction of its own, then tells the pages that are open in them. */
export async function endSessionsNow(
  { db, stream }: Pick<AuthDeps, 'db' | 'stream'>,
  work: (tx: Tx<AuthTables>) => Promise<string[]>,
) {
  for (const sid of await inTransaction(db, work)) await stream.endSession(sid)
}

// A request that has the session in its hands saves it when it is done; that must not bring it back.
async function noteEnd(tx: Tx<AuthTables>, uid: string, at: number) {
  await tx
    .insertInto('endedSession')
    .values({ uid, expiresAt: at + sessionLifeSeconds * 1000 })
    .onConflict((row) => row.column('uid').doNothing())
    .execute()
}

async function deleteGrant(tx: Tx<AuthTables>, grantId: string) {
  await tx.deleteFrom('refreshToken').where('grantId', '=', grantId).execute()
  await tx.deleteFrom('oidcRecord').where('grantId', '=', grantId).execute()
  await tx.deleteFrom('oidcRecord').where('model', '=', 'Grant').where('hash', '=', hashOf(grantId)).execute()
}
