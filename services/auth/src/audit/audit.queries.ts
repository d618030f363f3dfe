import type { Db } from '@bell/platform/database'
import type { ReferenceExpression, Selectable } from 'kysely'
import type { AuditTable, AuthTables } from '../tables.ts'
import type { AuditAction } from './audit-actions.ts'

export type AuditRow = Selectable<AuditTable>

export interface AuditFilter {
  person?: string | undefined
  /** All actions where it is left out. */
  actions?: readonly AuditAction[] | undefined
  /** Bounds of the id, the upper one not included. */
  from?: string | undefined
  before?: string | undefined
}

/**
 * Lines that fit, newest first. What a person did and what they had done to them come by audit_by_actor and
 * audit_by_subject, one after the other, since no index serves both. Of everyone, each action has its own stretch of
 * audit_by_action, all in one query: so rare ones are found at once among millions of others.
 */
export async function listAudit(db: Db<AuthTables>, filter: AuditFilter, limit: number): Promise<AuditRow[]> {
  const { person, actions } = filter
  if (person !== undefined) {
    const of = (role: ReferenceExpression<AuthTables, 'audit'>) =>
      lines(db, filter, limit)
        .where(role, '=', person)
        .$if(actions !== undefined, (query) => query.where('action', 'in', actions!))
        .execute()
    return newest([...(await of('actorId')), ...(await of('subjectId'))], limit)
  }
  if (actions === undefined) return lines(db, filter, limit).execute()
  const [first, ...others] = actions.map((action) =>
    db.selectFrom(lines(db, filter, limit).where('action', '=', action).as('stretch')).selectAll(),
  )
  if (!first) return []
  return newest(await others.reduce((query, other) => query.unionAll(other), first).execute(), limit)
}

function lines(db: Db<AuthTables>, { from, before }: AuditFilter, limit: number) {
  return db
    .selectFrom('audit')
    .selectAll()
    .$if(from !== undefined, (query) => query.where('id', '>=', from!))
    .$if(before !== undefined, (query) => query.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
}

function newest(rows: AuditRow[], limit: number) {
  const byId = new Map(rows.map((row) => [row.id, row]))
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
}

/** Names by id: of accounts, or of other apps. */
export async function namesOf(db: Db<AuthTables>, table: 'account' | 'client', ids: Iterable<string>) {
  const wanted = [...new Set(ids)]
  if (wanted.length === 0) return new Map<string, string>()
  const rows = await db.selectFrom(table).select(['id', 'name']).where('id', 'in', wanted).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
