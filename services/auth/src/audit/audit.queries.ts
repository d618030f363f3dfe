import type { Db } from '@bell/platform/database'
import type { ReferenceExpression, Selectable } from 'kysely'
import type { AuditTable, AuthTables } from '../tables.ts'

export type AuditRow = Selectable<AuditTable>

export interface AuditFilter {
  person?: string | undefined
  action?: string | undefined
  /** Bounds of the id, the upper one not included. */
  from?: string | undefined
  before?: string | undefined
}

/**
 * Lines that fit, newest first. By the primary key, or by audit_by_actor and audit_by_subject, one after the other, since
 * no index serves both; or by audit_by_action.
 */
export async function listAudit(db: Db<AuthTables>, filter: AuditFilter, limit: number): Promise<AuditRow[]> {
  if (filter.person === undefined) return lines(db, filter, limit)
  const did = await lines(db, filter, limit, 'actorId')
  const had = await lines(db, filter, limit, 'subjectId')
  const byId = new Map([...did, ...had].map((row) => [row.id, row]))
  return [...byId.values()].toSorted((a, b) => (a.id < b.id ? 1 : -1)).slice(0, limit)
}

function lines(
  db: Db<AuthTables>,
  { person, action, from, before }: AuditFilter,
  limit: number,
  role?: ReferenceExpression<AuthTables, 'audit'>,
) {
  return db
    .selectFrom('audit')
    .selectAll()
    .$if(role !== undefined, (query) => query.where(role!, '=', person!))
    .$if(action !== undefined, (query) => query.where('action', '=', action!))
    .$if(from !== undefined, (query) => query.where('id', '>=', from!))
    .$if(before !== undefined, (query) => query.where('id', '<', before!))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** The names of accounts, by id. */
export async function namesOf(db: Db<AuthTables>, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db.selectFrom('account').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}
