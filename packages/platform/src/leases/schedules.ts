import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from '../database/index.ts'
import type { Logger } from '../http/index.ts'
import { LeaseLost, withLease } from './lease.ts'
import type { LeaseTables } from './lease.tables.ts'

/** What one process at a time does, again and again, such as cleaning up. */
export interface Schedule {
  /** Unique in its service. */
  name: string
  /** The pause between two times, in ms, however many processes there are. */
  everyMs: number
  /** Takes a core for long: workers do it. */
  heavy?: true
  /** May be broken off anywhere, and does then go on the next time. */
  run: (signal: AbortSignal) => Promise<void>
}

const lifeMs = 30_000
/** Whoever comes too early looks again; whoever failed tries again. */
const longestPauseMs = 60_000

/**
 * Does all of it from now on, each in its own time, in turn with the other processes of the service.
 * @returns how to stop that: resolves when nothing is under way any more
 */
export function startSchedules<S extends LeaseTables>(o: {
  db: Db<S>
  log: Pick<Logger, 'warn' | 'error'>
  schedules: Schedule[]
}) {
  const stopping = new AbortController()
  const { signal } = stopping
  const running = o.schedules.map(repeatedly)

  async function repeatedly({ name, everyMs, run }: Schedule) {
    const pauseMs = Math.min(everyMs, longestPauseMs)
    const dueInMs = { done: everyMs, failed: pauseMs }
    while (!signal.aborted) {
      try {
        await withLease(o.db, { name, lifeMs, dueInMs }, signal, run)
      } catch (err) {
        if (err instanceof LeaseLost) o.log.warn({ err, schedule: name }, 'Another process has taken over')
        else if (!signal.aborted) o.log.error({ err, schedule: name }, 'What was due could not be done')
      }
      // Chance keeps processes that started together from asking together.
      await wait(pauseMs * (0.8 + Math.random() * 0.4), undefined, { signal, ref: false }).catch(() => undefined)
    }
  }

  return async () => {
    stopping.abort()
    await Promise.all(running)
  }
}
