import { z } from 'zod'

/** The scope of AuthBell's service account, which shows an owner the events of all services and does what they ask. */
export const operateEvents = 'events:operate'

/** How far behind a service's events are. `behind`: not acknowledged yet; null while the bus does not say. */
export const EventsState = z.object({
  waiting: z.int(),
  /** Age of the oldest event that waits, in seconds. */
  oldestSeconds: z.number(),
  deadLetters: z.int(),
  consumers: z.array(z.object({ name: z.string(), behind: z.int().nullable() })),
})
export type EventsState = z.infer<typeof EventsState>

/**
 * Whether the search finds what there is. `away`: its engine does not answer. `unfit`: its indices are not as this
 * version makes them. `lacking`: one holds much less than what is to be found, such as after a change to an empty engine.
 */
export const SearchState = z.object({
  state: z.enum(['good', 'away', 'unfit', 'lacking']),
  indices: z.array(z.object({ name: z.string(), holds: z.int(), of: z.int(), lacks: z.boolean() })),
})
export type SearchState = z.infer<typeof SearchState>

/** What a consumer could not take. `error`: the first line of what it threw last. */
export const DeadLetterLine = z.object({
  id: z.uuid(),
  consumer: z.string(),
  type: z.string(),
  subject: z.string(),
  attempts: z.int(),
  failedAt: z.iso.datetime(),
  error: z.string(),
})
export const DeadLetterLines = z.object({ items: z.array(DeadLetterLine), nextCursor: z.string().nullable() })
export type DeadLetterLines = z.infer<typeof DeadLetterLines>

export const DeadLetterQuery = z.object({ cursor: z.uuid().optional() })
export const DeadLetterParams = z.object({ id: z.uuid() })
/** `applied` is false where the consumer failed again; `error` says how. */
export const Replayed = z.object({ applied: z.boolean(), error: z.string().nullable() })

export const Reread = z.object({ consumer: z.string().min(1).max(200), since: z.iso.datetime({ offset: true }) })
export const RereadBegun = z.object({ events: z.int() })
