import { pauseAfter, type Clock } from '../clock/index.ts'
import type { Db } from '../database/index.ts'
import type { EventBus } from './event-bus.ts'
import type { EventTables } from './event-tables.ts'
import type { EventsLog } from './events-log.ts'
import { onAppended, toEvent, type OutboxReader, type OutboxRow } from './outbox.ts'

const longestMs = 10_000

/**
 * Publishes what waits in the outbox, in order. It is woken by commits of this process, and looks about once a second
 * for what others wrote. One batch is on its way at a time: a slow bus holds the relay up, never the writers. A topic that
 * the bus does not take is left out for a while, and holds up no other.
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
  /** How often in a row nothing was found beside what is left out. */
  let inVain = 0
  let notBefore = 0
  /** Topics that could not be published, and when they are tried again. */
  const failing = new Map<string, { failures: number; notBefore: number }>()

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
        const resting = [...failing].filter(([, at]) => at.notBefore > performance.now()).map(([topic]) => topic)
        const rows = await o.outbox.next(resting)
        if (rows.length === 0) {
          if (resting.length === 0) continue
          // All that waits of them was looked through: not at every commit.
          notBefore = performance.now() + pause(++inVain)
          break
        }
        inVain = 0
        again = true
        // The others have what this relay came too late for.
        if (o.outbox.mayPublish()) await publishRows(rows)
      }
      failures = 0
    } catch (error) {
      failures++
      notBefore = performance.now() + pause(failures)
      o.log.warn({ err: error, failures }, 'The outbox cannot be read; events wait in it')
    }
    o.onPublished()
  }

  const pause = (after: number) => pauseAfter(after, { firstMs: 2 * o.pollMs, longestMs })

  async function publishRows(rows: OutboxRow[]) {
    const topics = Map.groupBy(rows, (row) => row.topic)
    // Until the last of them: while some are under way this relay's share must not go to others.
    const published = await Promise.allSettled(
      [...topics].map(async ([topic, waiting]) => {
        if (!(await publish(topic, waiting))) return
        await o.outbox.markPublished(
          waiting.map((row) => row.position),
          o.clock.now(),
        )
      }),
    )
    for (const one of published) if (one.status === 'rejected') throw one.reason
  }

  async function publish(topic: string, rows: OutboxRow[]) {
    try {
      await o.bus.publish(
        topic,
        rows.map((row) => toEvent(row, o.source)),
      )
      failing.delete(topic)
      return true
    } catch (error) {
      const times = (failing.get(topic)?.failures ?? 0) + 1
      failing.set(topic, { failures: times, notBefore: performance.now() + pause(times) })
      o.log.warn({ err: error, topic, failures: times }, 'Events could not be published; they wait in the outbox')
      return false
    }
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
