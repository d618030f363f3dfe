import { decodeCursor, encodeCursor, signedIn, type App } from '@bell/platform/http'
import { can, notYours, withCurrentRole } from '../accounts/policies.ts'
import type { AuthDeps } from '../deps.ts'
import { auditActions, auditKinds, routineAction, type AuditAction } from './audit-actions.ts'
import { presentAudit } from './audit.presenter.ts'
import { listAudit } from './audit.queries.ts'
import { AuditCursor, AuditPage, AuditQuery } from './audit.schema.ts'
import { leastIdAt } from './least-id.ts'

/** For owners and admins: who did what, when and from where. There is no route that changes or deletes a line. */
export function auditRoutes(app: App, deps: Pick<AuthDeps, 'db' | 'clients'>) {
  app.get(
    '/api/audit',
    { preHandler: signedIn, schema: { querystring: AuditQuery, response: { 200: AuditPage } } },
    async ({ user, query }) => {
      if (!can(await withCurrentRole(deps, user), 'seeAudit', 'all')) throw notYours()
      const { person, since, until, limit, cursor } = query
      const [after] = decodeCursor(AuditCursor, cursor) ?? []
      const end = until === undefined ? undefined : leastIdAt(Date.parse(until))
      const before = after !== undefined && end !== undefined && end < after ? end : (after ?? end)
      const from = since === undefined ? undefined : leastIdAt(Date.parse(since))
      const rows = await listAudit(deps.db, { person, actions: actionsOf(query), from, before }, limit)
      const last = rows.length === limit ? rows.at(-1) : undefined
      return { items: await presentAudit(deps, rows), nextCursor: last ? encodeCursor([last.id]) : null }
    },
  )
}

function actionsOf({ action, kind, rotations }: AuditQuery): readonly AuditAction[] | undefined {
  if (action !== undefined) return [action]
  const ofKind = kind && auditKinds[kind]
  if (rotations === true) return ofKind
  return (ofKind ?? auditActions).filter((one) => one !== routineAction)
}
