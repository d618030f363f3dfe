import { inTransaction } from '@bell/platform/database'
import { notFound, type User } from '@bell/platform/http'
import { findAccount } from '../accounts/accounts.queries.ts'
import { can, notYours } from '../accounts/policies.ts'
import type { AuditSource } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { endSession, endSessionsOf } from '../oidc/sessions.ts'
import { clientNames, listSessions, ownsSession } from './devices.queries.ts'
import type { Device } from './devices.schema.ts'
import { networkOf } from './network.ts'
import { describeUserAgent } from './user-agent.ts'

const most = 100

/** Where an account is signed in, the latest used first. @param ip of who asks */
export async function listDevices(
  deps: Pick<AuthDeps, 'db' | 'clock' | 'clients'>,
  user: User,
  ip: string,
): Promise<Device[]> {
  const rows = await listSessions(deps.db, user.id, deps.clock.now(), most)
  const sessions = rows.map((row) => ({ ...row, authorizations: authorizationsOf(row.payload) }))
  const own = new Map(deps.clients.map(({ id, name }) => [id, name]))
  const ids = new Set(sessions.flatMap(({ authorizations }) => Object.keys(authorizations)))
  const others = await clientNames(
    deps.db,
    [...ids].filter((id) => !own.has(id)),
  )
  return sessions.map(({ uid, payload, authorizations, ...row }) => {
    const signedInAt = row.signedInAt ?? loginTimeOf(payload)
    return {
      id: uid!,
      ...describeUserAgent(row.userAgent),
      network: row.network,
      here: row.network !== null && row.network === networkOf(ip),
      current: isOf(authorizations, user.sid),
      shared: row.shared === 1,
      signedInAt: new Date(signedInAt).toISOString(),
      lastUsedAt: new Date(row.lastUsedAt ?? signedInAt).toISOString(),
      products: Object.keys(authorizations).flatMap((clientId) => {
        const name = own.get(clientId) ?? others.get(clientId)
        return name === undefined ? [] : { clientId, name }
      }),
    }
  })
}

/** Ends one of one's own sessions. @throws device_not_found (404) */
export function endDevice(deps: AuthDeps, user: User, uid: string, from: AuditSource) {
  return inTransaction(deps.db, async (tx) => {
    if (!(await ownsSession(tx, user.id, uid)))
      throw notFound('device_not_found', 'This device is not signed in (any more).')
    await endSession(tx, deps, uid, { reason: 'ended_elsewhere', from })
  })
}

/** Ends all of one's own sessions, or all but the one that asks. @returns how many */
export function endDevices(deps: AuthDeps, { id, sid }: User, including: 'others' | 'this', from: AuditSource) {
  const keep = including === 'others' ? { keep: { sid } } : {}
  return inTransaction(deps.db, (tx) => endSessionsOf(tx, deps, id, { reason: 'ended_elsewhere', from, ...keep }))
}

/** Ends all sessions of someone else. @returns how many. @throws person_not_found (404), forbidden (403) */
export function endSessionsOfPerson(deps: AuthDeps, actor: User, personId: string, from: AuditSource) {
  return inTransaction(deps.db, async (tx) => {
    const person = await findAccount(tx, personId)
    if (!person) throw notFound('person_not_found', 'There is no such account (any more).')
    if (!can(actor, 'changePerson', person.role)) throw notYours()
    return endSessionsOf(tx, deps, personId, { reason: 'ended_by_admin', actorId: actor.id, from })
  })
}

type Authorizations = Record<string, { sid?: string }>

const authorizationsOf = (payload: string) =>
  (JSON.parse(payload) as { authorizations?: Authorizations }).authorizations ?? {}

const loginTimeOf = (payload: string) => ((JSON.parse(payload) as { loginTs?: number }).loginTs ?? 0) * 1000

function isOf(authorizations: Authorizations, sid: string | undefined) {
  return sid !== undefined && Object.values(authorizations).some((authorization) => authorization.sid === sid)
}
