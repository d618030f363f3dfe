import type { Db, Tx } from '@bell/platform/database'
import type { AuthDeps } from '../deps.ts'
import { placeOf } from '../sign-in/address.ts'
import type { AuthTables } from '../tables.ts'
import type { AuditAction } from './audit-actions.ts'

/** From where something was done. */
export interface AuditSource {
  /** The network address, as rate limits count it. */
  address: string
  userAgent: string | null
}

interface AuditEntry {
  /** Dotted and stable, the thing first: `client.added`, `session.rotated`. */
  action: AuditAction
  /** The account whose doing it is; none for the operator at the command line, a client's server, or a stranger. */
  actorId?: string | undefined
  subject?: { kind: 'account' | 'client' | 'family' | 'invitation' | 'key' | 'session'; id: string } | undefined
  from?: AuditSource | undefined
  /** What else is worth knowing; never a secret. */
  details?: Record<string, string | number | boolean | null>
}

const longestUserAgent = 300

/** Adds a line to the audit log, in the transaction of what it tells of: either both are there or neither. */
export async function recordAudit(
  tx: Tx<AuthTables> | Db<AuthTables>,
  { newId, clock }: Pick<AuthDeps, 'newId' | 'clock'>,
  { action, actorId, subject, from, details = {} }: AuditEntry,
) {
  await tx
    .insertInto('audit')
    .values({
      id: newId(),
      at: clock.now(),
      action,
      actorId: actorId ?? null,
      subjectKind: subject?.kind ?? null,
      subjectId: subject?.id ?? null,
      address: from?.address ?? null,
      userAgent: from?.userAgent ?? null,
      details: JSON.stringify(details),
    })
    .execute()
}

/** From where a request came, for the audit log. `ip` is the browser's, as Fastify gives it behind a known proxy. */
export function auditSource(request: { ip: string; headers: { 'user-agent'?: string | undefined } }): AuditSource {
  return {
    address: placeOf(request.ip),
    userAgent: request.headers['user-agent']?.slice(0, longestUserAgent) ?? null,
  }
}
