import type { AuthDeps } from '../deps.ts'
import type { SessionPayload } from '../oidc/session-records.ts'
import { networkOf } from './network.ts'
import { Provider } from 'oidc-provider'

const longestUserAgent = 300

export interface Visit {
  ip: string
  userAgent: string | undefined
}

/** Keeps where a session is: at its sign-in, and whenever its browser comes by. */
export async function noteDevice(
  { db, clock }: Pick<AuthDeps, 'db' | 'clock'>,
  { uid, accountId, transient, loginTs }: Pick<SessionPayload, 'uid' | 'accountId' | 'transient' | 'loginTs'>,
  expiresIn: number,
  visit = visitOf(),
) {
  const now = clock.now()
  const seen = visit && {
    userAgent: visit.userAgent?.slice(0, longestUserAgent) ?? null,
    network: networkOf(visit.ip),
  }
  const expiresAt = now + expiresIn * 1000
  await db
    .insertInto('device')
    .values({
      uid,
      accountId,
      userAgent: null,
      network: null,
      ...seen,
      shared: transient === true ? 1 : 0,
      signedInAt: (loginTs as number | undefined) === undefined ? now : (loginTs as number) * 1000,
      lastUsedAt: now,
      expiresAt,
    })
    .onConflict((row) => row.column('uid').doUpdateSet({ ...seen, accountId, lastUsedAt: now, expiresAt }))
    .execute()
}

function visitOf(): Visit | undefined {
  const request = Provider.ctx?.request
  return request && { ip: request.ip, userAgent: request.get('user-agent') || undefined }
}
