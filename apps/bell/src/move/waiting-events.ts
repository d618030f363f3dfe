import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { conflict } from '@bell/platform/http'

/** Outboxes keep what they published for three days. */
const oldMs = 2 * 24 * 60 * 60 * 1000

/**
 * The log of events is not moved: outboxes publish again what is in it, but for what is too old.
 * @throws AppError move_events_waiting where a consumer has not had something so old yet
 */
export function checkNothingWaits(home: string, now: number) {
  const file = join(home, 'events.db')
  if (!existsSync(file)) return
  const log = new DatabaseSync(file, { readOnly: true })
  try {
    const waiting = log
      .prepare(
        `select g.name, count(*) as events from logGroup g join logEntry e
           on e.topic = g.topic and e.partition = g.partition and e.offset >= g.next
         where e.at < ? group by g.name limit 1`,
      )
      .get(now - oldMs) as { name: string; events: number } | undefined
    if (!waiting) return
    const detail = `${waiting.events} events wait for ${waiting.name} since more than two days: let it take them first.`
    throw conflict('move_events_waiting', detail)
  } finally {
    log.close()
  }
}
