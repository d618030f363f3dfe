import type { Db, Tx } from '@bell/platform/database'
import { recordAudit, type AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { announceEnd } from '../logout/messages.ts'
import type { AuthTables } from '../tables.ts'
import { sessionLifeSeconds } from './lifetimes.ts'
import { hashOf } from './sealing.ts'

interface Authorization {
  sid?: string
  grantId?: string
  persistsLogout?: boolean
  /** The `sid` that ended last for this client, so that its sign-out a moment later is known as this session's. */
  endedSid?: string
}

export interface SessionPayload {
  uid: string
  accountId?: string
  /** When its person signed in, in seconds. */
  loginTs?: number
  authorizations?: Record<string, Authorization>
}

/** Whether a `sid` is, or was until its client let go of it, this session's own. */
export function isSidOf(
  { authorizations = {} }: Pick<SessionPayload, 'authorizations'>,
  clientId: string,
  sid: string,
) {
  const { sid: current, endedSid } = authorizations[clientId] ?? {}
  return sid === current || sid === endedSid
}

/** Why a session ended, as the audit log has it. */
export type EndReason =
  | 'signed_out'
  | 'replaced'
  | 'token_reused'
  | 'code_reused'
  | 'disconnected'
  | 'ended_elsewhere'
  | 'ended_by_admin'
  | 'password_changed'
  | 'credentials_changed'
  | 'account_disabled'
  | 'account_deleted'

export interface SessionEnd {
  reason: EndReason
  /** Whose doing it is, where it is not the person's own; undefined for the operator at the command line. */
  actorId?: string | undefined
  from?: AuditSource | undefined
}

type Deps = Pick<AuthDeps, 'clock' | 'newId' | 'clients'>

/** The sessions of an account that have not ended; by the index oidcRecord_by_account. */
export async function listSessions(db: Db<AuthTables> | Tx<AuthTables>, accountId: string): Promise<SessionPayload[]> {
  const rows = await db
    .selectFrom('oidcRecord')
    .select('payload')
    .where('accountId', '=', accountId)
    .where('model', '=', 'Session')
    .execute()
  return rows.map(({ payload }) => JSON.parse(payload) as SessionPayload)
}

/** Whether a product knows the session by this `sid`. */
export function isKnownBy({ authorizations = {} }: SessionPayload, sid: string | undefined) {
  return sid !== undefined && Object.values(authorizations).some((authorization) => authorization.sid === sid)
}

/**
 * Ends one session, by its uid, with everything issued in it, and writes who has to be told; with `clientId` only that
 * client's part, so that the person stays signed in and the client's next login gets a new `sid`.
 * @returns whether there was anything to end
 */
export async function endSession(
  tx: Tx<AuthTables>,
  deps: Deps,
  uid: string,
  { clientId, ...end }: SessionEnd & { clientId?: string },
): Promise<boolean> {
  if (clientId === undefined) await noteEnd(tx, uid, deps.clock.now())
  const row = await tx
    .selectFrom('oidcRecord')
    .select(['hash', 'payload'])
    .where('uid', '=', uid)
    .where('model', '=', 'Session')
    .executeTakeFirst()
  if (row === undefined) return false
  const session = JSON.parse(row.payload) as SessionPayload
  const { accountId, authorizations = {} } = session
  const ended = Object.entries(authorizations).filter(([client]) => clientId === undefined || client === clientId)
  for (const [client, { grantId, sid, persistsLogout }] of ended) {
    // What someone allowed an app to do without them (offline_access) is no part of the session.
    const stays = persistsLogout === true && clientId === undefined
    if (grantId !== undefined && !stays) await deleteGrant(tx, grantId)
    if (sid !== undefined && accountId !== undefined) await announceEnd(tx, deps, { accountId, clientId: client, sid })
  }
  if (clientId === undefined) {
    await tx.deleteFrom('oidcRecord').where('model', '=', 'Session').where('hash', '=', row.hash).execute()
    await tx.deleteFrom('device').where('uid', '=', uid).execute()
  } else {
    const { sid, endedSid = '' } = authorizations[clientId] ?? {}
    const parts = { ...authorizations, [clientId]: { endedSid: sid ?? endedSid } }
    await tx
      .updateTable('oidcRecord')
      .set({ payload: JSON.stringify({ ...session, authorizations: parts }) })
      .where('model', '=', 'Session')
      .where('hash', '=', row.hash)
      .execute()
  }
  if (accountId !== undefined) await auditEnd(tx, deps, { uid, accountId, clientId, ...end })
  return true
}

/**
 * Ends all sessions of an account, as endSession does, but the one to keep: by its uid, or by the `sid` that one
 * product knows it by. @returns how many
 */
export async function endSessionsOf(
  tx: Tx<AuthTables>,
  deps: Deps,
  accountId: string,
  { keep, ...end }: SessionEnd & { keep?: { sid: string | undefined } | { uid: string } },
): Promise<number> {
  let count = 0
  for (const session of await listSessions(tx, accountId)) {
    if (keep && isKept(session, keep)) continue
    if (await endSession(tx, deps, session.uid, end)) count++
  }
  return count
}

function isKept(session: SessionPayload, keep: { sid: string | undefined } | { uid: string }) {
  return 'uid' in keep ? session.uid === keep.uid : isKnownBy(session, keep.sid)
}

function auditEnd(
  tx: Tx<AuthTables>,
  deps: Deps,
  o: SessionEnd & { uid: string; accountId: string; clientId: string | undefined },
) {
  return recordAudit(tx, deps, {
    action: 'session.ended',
    actorId: 'actorId' in o ? o.actorId : o.accountId,
    subject: { kind: 'account', id: o.accountId },
    from: o.from,
    details: { reason: o.reason, session: o.uid, ...(o.clientId !== undefined && { client: o.clientId }) },
  })
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
  // A sign-in under way remembers the grant, too; it goes on, for whoever signs in.
  await tx.deleteFrom('oidcRecord').where('grantId', '=', grantId).where('model', '!=', 'Interaction').execute()
  await tx.deleteFrom('oidcRecord').where('model', '=', 'Grant').where('hash', '=', hashOf(grantId)).execute()
}
