import { setImmediate as nextTurn, setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../database/index.ts'
import type { BellEvent } from './definition.ts'
import type { EventsLog } from './events-log.ts'
import { readEntries, type LogTables } from './log-store.ts'

const batchSize = 100
const longestPauseMs = 10_000

export type LogReader = ReturnType<typeof createLogReader>

/** Carries one partition of one topic to one group: a batch at a time, the next when the last is acknowledged. */
export function createLogReader(o: {
  db: Db<LogTables>
  log: EventsLog | undefined
  topic: string
  partition: number
  /** The offset to begin at. */
  next: number
  /** @returns false when nobody is there to take it */
  deliver(events: BellEvent[]): Promise<boolean>
  onMoved(next: number): void
}) {
  const closing = new AbortController()
  let { next } = o
  let running: Promise<void> | undefined
  let again = false

  function wake() {
    again = true
    running ??= readOn().finally(() => {
      running = undefined
    })
  }

  async function readOn() {
    let failures = 0
    while (again && !closing.signal.aborted) {
      again = false
      try {
        const from = next
        const entries = await readEntries(o.db, o.topic, o.partition, from, batchSize)
        if (entries.length === 0) continue
        if (!(await o.deliver(entries.map((entry) => JSON.parse(entry.event) as BellEvent)))) return
        if (next === from) {
          next = entries.at(-1)!.offset + 1
          o.onMoved(next)
        }
        failures = 0
        // A group that passes over most events would otherwise read its whole backlog in one go.
        await nextTurn()
        // Less than that was all there was, and what came after it has woken this reader.
        if (entries.length === batchSize) again = true
      } catch (error) {
        if (closing.signal.aborted) return
        failures++
        o.log?.warn(
          { err: error, topic: o.topic, partition: o.partition, failures },
          'A batch comes again after a pause',
        )
        await wait(Math.min(50 * 2 ** failures, longestPauseMs), undefined, { signal: closing.signal }).catch(() => {})
        again = true
      }
    }
  }

  return {
    wake,

    /** Reads on from an offset that it has read already. */
    rewind(to: number) {
      if (to >= next) return 0
      const again = next - to
      next = to
      o.onMoved(next)
      wake()
      return again
    },

    async close() {
      closing.abort()
      await running
    },
  }
}
