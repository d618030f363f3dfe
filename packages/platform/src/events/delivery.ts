import { setTimeout as wait } from 'node:timers/promises'
import { pauseAfter, type Clock } from '../clock/index.ts'
import { DatabaseUnavailable, inTransaction, type Db, type Tx } from '../database/index.ts'
import { isDiskFull } from '../disk/index.ts'
import { createGather } from '../gather/gather.ts'
import { AppError } from '../http/app-error.ts'
import { outsideSpans, type Tracing } from '../tracing/index.ts'
import { TryLater, type Consumer, type RetryPolicy } from './consumer.ts'
import { announceDeadLetter, insertDeadLetter } from './dead-letters.ts'
import { unreadableType, versionOf, type BellEvent } from './definition.ts'
import type { EventTables } from './event-tables.ts'
import type { EventsLog } from './events-log.ts'
import { isSettled, settle } from './inbox.ts'
import { createLimit } from './limit.ts'
import { traceDelivery } from './trace-delivery.ts'

interface Item {
  event: BellEvent
  prepared: unknown
}

export type Delivery = ReturnType<typeof createDelivery>

/** Brings events to one consumer: once each, in the order of their keys, and those it cannot take to the dead letters. */
export function createDelivery(o: {
  db: Db<EventTables>
  /** The service's name. */
  source: string
  consumer: Consumer<any, any>
  clock: Clock
  log: EventsLog
  retry: RetryPolicy
  /** Aborted at close: pauses end, and what is not settled stays for the next start. */
  signal: AbortSignal
  tracing?: Tracing | undefined
}) {
  const { db, source, consumer, clock, log, retry, signal, tracing } = o
  const definitions = new Map(consumer.events.map((definition) => [definition.type, definition]))
  const limit = createLimit(consumer.concurrency ?? 4)

  /** Resolves when every event of the batch is settled. */
  async function handle(events: BellEvent[]) {
    const readable: BellEvent[] = []
    for (const event of new Map(events.map((each) => [each.id, each])).values()) {
      if (event.type === unreadableType) await bury(event, new Error('This message is no event.'), 1)
      const definition = definitions.get(event.type)
      if (!definition) continue
      const { success, data, error } = definition.data.safeParse(event.data)
      if (success) readable.push({ ...event, data })
      else if (versionOf(event) > definition.version) throw new Error(tooNew(event, definition.version))
      else await bury(event, error, 1)
    }
    if (readable.length === 0) return
    if (!consumer.prepare) {
      try {
        return await traceDelivery(tracing, consumer.group, readable, () =>
          apply(readable.map((event) => ({ event, prepared: undefined }))),
        )
      } catch (error) {
        log.warn(
          { err: error, consumer: consumer.group, events: readable.length },
          'A batch failed; its events go one by one',
        )
      }
    }
    // A key that fails waits alone: the others of the batch go on beside it.
    const keys = Map.groupBy(readable, (event) => event.subject)
    const results = await Promise.allSettled([...keys.values()].map(deliverInOrder))
    const failed = results.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
  }

  async function deliverInOrder(events: BellEvent[]) {
    for (const event of events) await deliver(event)
  }

  async function deliver(event: BellEvent) {
    let failures = 0
    /** Those of them that nothing else is to blame for. */
    let faults = 0
    for (;;) {
      try {
        signal.throwIfAborted()
        return await traceDelivery(tracing, consumer.group, [event], () => deliverOnce(event))
      } catch (error) {
        signal.throwIfAborted()
        failures++
        if (!isDown(error) && ++faults >= retry.attempts) return bury(event, error, failures)
        log.warn(
          { err: error, consumer: consumer.group, event: event.id, type: event.type, failures },
          'An event failed',
        )
        await wait(pauseAfter(failures, retry), undefined, { signal })
      }
    }
  }

  async function deliverOnce(event: BellEvent) {
    if (!consumer.prepare) return apply([{ event, prepared: undefined }])
    // Preparing is dear: what came a second time is known before it.
    if (await isSettled(db, consumer.group, event)) return
    const prepared = await limit(() => {
      signal.throwIfAborted()
      return consumer.prepare!(event)
    })
    const item = { event, prepared }
    await (consumer.apply ? apply([item]) : noteTogether([item]))
  }

  const noteTogether = createGather<Item>(100, (items) => outsideSpans(() => apply(items)))

  async function apply(items: Item[]) {
    const applied = await inTransaction(db, async (tx) => {
      const events = items.map((item) => item.event)
      const fresh = await settle(tx, consumer.group, events, clock.now())
      const batch = items.filter((item) => fresh.has(item.event.id))
      if (batch.length > 0) await consumer.apply?.(tx, batch)
      return batch
    })
    if (applied.length > 0) await tellAfterwards(applied)
  }

  async function tellAfterwards(batch: Item[]) {
    try {
      await consumer.afterwards?.(batch)
    } catch (error) {
      log.warn({ err: error, consumer: consumer.group }, 'What follows an event failed; its effect stands')
    }
  }

  async function bury(event: BellEvent, error: unknown, attempts: number) {
    log.error(
      { err: error, consumer: consumer.group, event: event.id, type: event.type },
      'An event became a dead letter',
    )
    const write = (tell: boolean) =>
      inTransaction(db, async (tx) => {
        const fresh = await settle(tx, consumer.group, [event], clock.now())
        if (fresh.size === 0) return
        const letter = { consumer: consumer.group, event, error, attempts, at: clock.now() }
        await insertDeadLetter(tx, letter)
        await announceDeadLetter(tx, source, letter)
        if (tell) await consumer.deadLettered?.(tx as unknown as Tx<any>, event, error)
      })
    try {
      await write(true)
    } catch (cause) {
      // Then all of it comes again.
      if (isDown(cause)) throw cause
      log.error({ err: cause, consumer: consumer.group, event: event.id }, 'A consumer failed at its dead letter')
      await write(false)
    }
  }

  /** Tries a dead letter again. @throws what the consumer throws; then nothing has changed */
  async function replay(event: BellEvent, takeBack: (tx: Tx<EventTables>) => Promise<boolean>) {
    const definition = definitions.get(event.type)
    if (!definition) throw new Error(`${consumer.group} does not take ${event.type} any more.`)
    const readable = { ...event, data: definition.data.parse(event.data) }
    const prepared = consumer.prepare ? await limit(() => consumer.prepare!(readable)) : undefined
    const batch = [{ event: readable, prepared }]
    const taken = await inTransaction(db, async (tx) => {
      if (!(await takeBack(tx))) return false
      await consumer.apply?.(tx, batch)
      return true
    })
    if (taken) await tellAfterwards(batch)
    return taken
  }

  return { consumer, handle, replay }
}

/** What fails since something else is down (a blob store's 503, say) or full is no fault of the event. */
function isDown(error: unknown) {
  if (error instanceof TryLater || error instanceof DatabaseUnavailable || isDiskFull(error)) return true
  return error instanceof AppError && error.status === 503
}

// While versions change, a process that is about to go may get what only the new ones can read: it is theirs.
function tooNew({ id, type, dataschema }: BellEvent, known: number) {
  return `${type} ${id} is of ${dataschema}, and version ${known} is the newest known here: it waits for a newer process.`
}
