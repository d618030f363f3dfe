import type { AuthDeps } from '../deps.ts'
import { describeUserAgent } from '../devices/user-agent.ts'
import { namesOf, type AuditRow } from './audit.queries.ts'
import type { AuditLine } from './audit.schema.ts'

/** Lines with the names that accounts and apps have now; those of gone apps as they were noted. */
export async function presentAudit(
  { db, clients }: Pick<AuthDeps, 'db' | 'clients'>,
  rows: AuditRow[],
): Promise<AuditLine[]> {
  const read = rows.map((row) => ({ row, details: JSON.parse(row.details) as AuditLine['details'] }))
  const appOf = ({ row, details }: (typeof read)[number]) =>
    row.subjectKind === 'client' ? row.subjectId : typeof details['client'] === 'string' ? details['client'] : null
  const people = await namesOf(
    db,
    'account',
    rows
      .flatMap(({ actorId, subjectKind, subjectId }) => [actorId, subjectKind === 'account' ? subjectId : null])
      .filter(isText),
  )
  const apps = await namesOf(db, 'client', read.map(appOf).filter(isText))
  for (const { id, name } of clients) apps.set(id, name)

  return read.map(({ row, details }) => {
    const { id, at, action, actorId, subjectKind, subjectId, address, userAgent } = row
    const app = appOf({ row, details })
    const noted = typeof details['name'] === 'string' ? details['name'] : null
    return {
      id,
      at: new Date(at).toISOString(),
      action,
      actor: actorId === null ? null : { id: actorId, name: people.get(actorId) ?? null },
      subject:
        subjectKind === null || subjectId === null
          ? null
          : { kind: subjectKind, id: subjectId, name: people.get(subjectId) ?? null },
      client: app === null ? null : { id: app, name: apps.get(app) ?? noted },
      address,
      ...describeUserAgent(userAgent),
      userAgent,
      details,
    }
  })
}

const isText = (value: string | null): value is string => value !== null
