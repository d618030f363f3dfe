import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'
import { auditActions, auditKinds, type AuditKind } from './audit-actions.ts'

/** What to look for, all of it together: who did it or had it done to them, what, and when. */
export const AuditQuery = PageQuery.extend({
  person: z.uuid().optional(),
  action: z.enum(auditActions).optional(),
  /** Actions that are about the same. */
  kind: z.enum(Object.keys(auditKinds) as [AuditKind, ...AuditKind[]]).optional(),
  /** Also that tokens were renewed, which happens all the time. */
  rotations: z.stringbool().optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

/** A name is null where what it was of is gone. */
const Named = z.object({ id: z.string(), name: z.string().nullable() })

export const AuditLine = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  /** One of those of `action` in the query, unless a later version has written it. */
  action: z.string(),
  /** null for the operator at the command line, an app's server, or a stranger. */
  actor: Named.nullable(),
  subject: Named.extend({ kind: z.string() }).nullable(),
  /** The app that it happened in or by. */
  client: Named.nullable(),
  address: z.string().nullable(),
  /** As the browser named itself; null where it did not say. */
  browser: z.string().nullable(),
  system: z.string().nullable(),
  userAgent: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type AuditLine = z.infer<typeof AuditLine>
export const AuditPage = page(AuditLine)
/** The last line's id: ids are in the order of time. */
export const AuditCursor = z.tuple([z.uuid()])
