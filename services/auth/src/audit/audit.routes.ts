import { decodeCursor, encodeCursor, signedIn, type App } from '@bell/platform/http'
import { can, notYours, withCurrentRole } from '../accounts/policies.ts'
import type { AuthDeps } from '../deps.ts'
import { listAudit, namesOf, type AuditRow } from './audit.queries.ts'
import { AuditCursor, AuditPage, AuditQuery, type AuditLine } from './audit.schema.ts'

/** For owners and admins: who did what, when and from where. There is no route that changes or deletes a line. */
export function auditRoutes(app: App, deps: Pick<AuthDeps, 'db'>) {
  app.get(
    '/api/audit',
    { preHandler: signedIn, schema: { querystring: AuditQuery, response: { 200: AuditPage } } },
    async ({ user, query }) => {
      if (!can(await withCurrentRole(deps, user), 'seeAudit', 'all')) throw notYours()
      const { person, action, since, until, limit, cursor } = query
      const [after] = decodeCursor(AuditCursor, cursor) ?? []
      const end = until === undefined ? undefined : idAt(until)
      const before = after !== undefined && end !== undefined && end < after ? end : (after ?? end)
      const from = since === undefined ? undefined : idAt(since)
      const rows = await listAudit(deps.db, { person, action, from, before }, limit)
      const last = rows.length === limit ? rows.at(-1) : undefined
      return { items: await present(deps, rows), nextCursor: last ? encodeCursor([last.id]) : null }
    },
  )
}

/** The least UUIDv7 of an instant: ids are in the order of time (RFC 9562 §5.7). */
function idAt(instant: string): string {
  const hex = Math.max(0, Date.parse(instant)).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`
}

async function present({ db }: Pick<AuthDeps, 'db'>, rows: AuditRow[]): Promise<AuditLine[]> {
  const accounts = rows.flatMap(({ actorId, subjectKind, subjectId }) => [
    ...(actorId === null ? [] : [actorId]),
    ...(subjectKind === 'account' && subjectId !== null ? [subjectId] : []),
  ])
  const names = await namesOf(db, [...new Set(accounts)])
  return rows.map(({ id, at, action, actorId, subjectKind, subjectId, address, userAgent, details }) => ({
    id,
    at: new Date(at).toISOString(),
    action,
    actor: actorId === null ? null : { id: actorId, name: names.get(actorId) ?? null },
    subject:
      subjectKind === null || subjectId === null
        ? null
        : { kind: subjectKind, id: subjectId, name: names.get(subjectId) ?? null },
    address,
    userAgent,
    details: JSON.parse(details) as AuditLine['details'],
  }))
}
