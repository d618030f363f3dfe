import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'

/** What to look for, all of it together: who did it or had it done to them, what, and when. */
export const AuditQuery = PageQuery.extend({
  person: z.uuid().optional(),
  action: z
    .string()
    .regex(/^[a-z-]+(\.[a-z-]+)+$/, 'An action is written as session.rotated.')
    .max(60)
    .optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  until: z.iso.datetime({ offset: true }).optional(),
})
export type AuditQuery = z.infer<typeof AuditQuery>

/** A name is null where what it was of is gone. */
const Named = z.object({ id: z.string(), name: z.string().nullable() })

export const AuditLine = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  action: z.string(),
  /** null for the operator at the command line, an app's server, or a stranger. */
  actor: Named.nullable(),
  subject: Named.extend({ kind: z.string() }).nullable(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  details: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
})
export type AuditLine = z.infer<typeof AuditLine>
export const AuditPage = page(AuditLine)
/** The last line's id: ids are in the order of time. */
export const AuditCursor = z.tuple([z.uuid()])
