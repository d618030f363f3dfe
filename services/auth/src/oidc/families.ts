import { isOwnClient } from '@bell/platform/http'
import type { Tx } from '@bell/platform/database'
import type { Selectable } from 'kysely'
import { recordAudit } from '../audit/audit.ts'
import type { AuthDeps } from '../deps.ts'
import { addNotice } from '../devices/notices.ts'
import type { AuthTables, RefreshTokenTable } from '../tables.ts'
import { endSession } from './sessions.ts'

type Deps = Pick<AuthDeps, 'clock' | 'newId' | 'clients' | 'log'>
type Token = Pick<Selectable<RefreshTokenTable>, 'accountId' | 'clientId' | 'sessionUid'>
type FamilyToken = Token & Pick<Selectable<RefreshTokenTable>, 'grantId' | 'familyId' | 'generation' | 'consumedAt'>

/** A family of refresh tokens: one a sign-in and product; each rotation is its next generation. */
export interface Rotation {
  familyId: string
  generation: number
}

/** Every rotation leaves a line in the audit log, and marks the session's device as used. */
export async function noteRotation(
  tx: Tx<AuthTables>,
  deps: Deps,
  { accountId, clientId, sessionUid }: Token,
  { familyId, generation }: Rotation,
) {
  await recordAudit(tx, deps, {
    action: 'session.rotated',
    actorId: accountId,
    subject: { kind: 'family', id: familyId },
    details: { generation, client: clientId },
  })
  if (sessionUid === null) return
  await tx.updateTable('device').set({ lastUsedAt: deps.clock.now() }).where('uid', '=', sessionUid).execute()
}

/**
 * What ends with a refresh token that the library destroys. A product that revokes its own signs the person out
 * everywhere; any other app only takes leave. One that comes back after it was used means that someone has a copy.
 */
export async function endWithToken(tx: Tx<AuthTables>, deps: Deps, token: FamilyToken, route: string | undefined) {
  const { sessionUid, clientId } = token
  if (route === 'token' && token.consumedAt !== null) return endAfterReuse(tx, deps, token, 'token_reused')
  if (route !== 'revocation' || sessionUid === null) return undefined
  return endSession(
    tx,
    deps,
    sessionUid,
    isOwnClient(clientId) ? { reason: 'signed_out' } : { reason: 'disconnected', clientId },
  )
}

/** The family ends with its access tokens, and the person is told at the next sign-in. */
export async function endAfterReuse(
  tx: Tx<AuthTables>,
  deps: Deps,
  { sessionUid, clientId, accountId, grantId, familyId, generation }: FamilyToken,
  reason: 'token_reused' | 'code_reused',
) {
  await tx.deleteFrom('refreshToken').where('grantId', '=', grantId).execute()
  await recordAudit(tx, deps, {
    action: `session.${reason}`,
    actorId: accountId,
    subject: { kind: 'family', id: familyId ?? grantId },
    details: { generation, client: clientId },
  })
  if (sessionUid !== null) await endSession(tx, deps, sessionUid, { reason, clientId })
  await addNotice(tx, deps, accountId, 'session_copied')
  deps.log.warn({ accountId, clientId, familyId, generation, reason }, 'Someone has a copy: its family has ended')
}
