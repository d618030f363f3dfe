import { pauseAfter, type Clock } from '../clock/index.ts'
import type { Db } from '../database/index.ts'
import type { EventBus } from './event-bus.ts'
import type { EventTables } from './event-tables.ts'
import type { EventsLog } from './events-log.ts'
import { onAppended, toEvent, type OutboxReader, type OutboxRow } from './outbox.ts'

const longestMs = 10_000

/**
 * Publishes what waits in the outbox, in order. It is woken by commits of this process, and looks about once a second
 * for what others wrote. One batch is on its way at a time: a slow bus holds the relay up, never the writers.
 */
export function startRelay(o: {
  db: Db<EventTables>
  outbox: OutboxReader
  source: string
  bus: EventBus
  clock: Clock
  log: EventsLog
  pollMs: number
  onPublished(): void
}) {
  let running: Promise<void> | undefined
  let again = false
  let closed = false
  let failures = 0
  let notBefore = 0

  function wake() {
    again = true
    if (running) return keep()
    if (closed || performance.now() < notBefore) return
    running = publishAll().finally(() => {
      running = undefined
    })
  }

  /** A batch may take long, on a bus that is slow or away. */
  function keep() {
    o.outbox.keep().catch((err: unknown) => o.log.warn({ err }, 'A relay could not keep its share of the outbox'))
  }

  async function publishAll() {
    try {
      while (again && !closed) {
        again = false
        const rows = await o.outbox.next()
        if (rows.length === 0) continue
        again = true
        // The others have what this relay came too late for.
        if (o.outbox.mayPublish()) await publishRows(rows)
      }
      failures = 0
    } catch (error) {
      failures++
      notBefore = performance.now() + pauseAfter(failures, { firstMs: 2 * o.pollMs, longestMs })
      o.log.warn({ err: error, failures }, 'Events could not be published; they wait in the outbox')
    }
    o.onPublished()
  }

  async function publishRows(rows: OutboxRow[]) {
    const topics = Map.groupBy(rows, (row) => row.topic)
    // Until the last of them: while some are under way this relay's share must not go to others.
    const published = await Promise.allSettled(
      [...topics].map(async ([topic, waiting]) => {
        await o.bus.publish(
          topic,
          waiting.map((row) => toEvent(row, o.source)),
        )
        await o.outbox.markPublished(
          waiting.map((row) => row.position),
          o.clock.now(),
        )
      }),
    )
    for (const one of published) if (one.status === 'rejected') throw one.reason
  }

  const forget = onAppended(o.db, wake)
  const timer = setInterval(wake, o.pollMs).unref()
  wake()

  return {
    wake,
    async close() {
      closed = true
      forget()
      clearInterval(timer)
      await running
      await o.outbox.close().catch((err: unknown) => o.log.warn({ err }, 'A relay could not give back its share'))
    },
  }
}
