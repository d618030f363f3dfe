import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../database/index.ts'
import type { BellEvent } from './definition.ts'
import { readEntries, type LogTables } from './log-store.ts'

const batchSize = 100
const longestPause = 10_000

export type LogReader = ReturnType<typeof createLogReader>

/** Carries one partition of one topic to one group: a batch at a time, the next when the last is acknowledged. */
export function createLogReader(o: {
  db: Db<LogTables>
  topic: string
  partition: number
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
      const entries = await readEntries(o.db, o.topic, o.partition, next, batchSize)
      if (entries.length === 0) continue
      try {
        if (!(await o.deliver(entries.map((entry) => JSON.parse(entry.event) as BellEvent)))) return
        next = entries.at(-1)!.offset + 1
        o.onMoved(next)
        failures = 0
      } catch {
        failures++
        await wait(Math.min(50 * 2 ** failures, longestPause), undefined, { signal: closing.signal }).catch(() => {})
      }
      again = true
    }
  }

  return {
    wake,
    async close() {
      closing.abort()
      await running
    },
  }
}
