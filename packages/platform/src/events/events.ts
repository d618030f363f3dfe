import type { Clock } from '../clock/index.ts'
import { isSqlite, type Db, type Hints } from '../database/index.ts'
import type { Tracing } from '../tracing/index.ts'
import { defaultRetry, type Consumer, type RetryPolicy } from './consumer.ts'
import { createDeadLetters, type DeadLetters } from './dead-letters.ts'
import { topicsOf, type BellEvent } from './definition.ts'
import { createDelivery, type Delivery } from './delivery.ts'
import type { EventBus, Group } from './event-bus.ts'
import type { EventTables } from './event-tables.ts'
import type { EventsLog } from './events-log.ts'
import { createIdle } from './idle.ts'
import { createMeasure, type EventsMeasure } from './measure.ts'
import { wholeOutbox } from './outbox.ts'
import { createOutboxShares } from './outbox-shares.ts'
import { startRelay } from './relay.ts'

export interface EventsOptions<S> {
  db: Db<S>
  /** The service's name; the `source` of its events. */
  source: string
  bus: EventBus
  consumers: Consumer<S, any>[]
  /** Which of them this process brings events to: all unless told. Dead letters of the others can be replayed here too. */
  runs?: (consumer: Consumer<S, any>) => boolean
  /** Whether this process publishes what waits in the outbox; it does unless told. */
  relay?: boolean
  clock: Clock
  log: EventsLog
  retry?: Partial<RetryPolicy>
  tracing?: Tracing | undefined
  /** How often to look for what other processes appended, in milliseconds; 1000 unless told. */
  pollMs?: number
  /** PostgreSQL: how long a relay has its share of the outbox for without renewing it, in milliseconds; 6000 unless told. */
  leaseMs?: number
  /** PostgreSQL: by which this relay hears of what other processes append. */
  hints?: Hints | undefined
}

export interface EventsRuntime {
  /** For tests: resolves when everything appended here so far, and what follows from it, has been settled. */
  idle: () => Promise<void>
  deadLetters: DeadLetters
  measure: () => Promise<EventsMeasure>
  /**
   * Lets a consumer read once more what was published since then (ms UTC). What its inbox remembers is passed over, so
   * this is for what was lost with a database that came back from a backup.
   * @returns how many events come again; undefined where there is no such consumer here
   */
  reread: (consumer: string, since: number) => Promise<number | undefined>
  /** Drains: what is in hand is finished, nothing new is begun. The rest waits, durably, for the next start. */
  close: () => Promise<void>
}

function groupOf({ consumer }: Delivery): Group {
  return { group: consumer.group, topics: topicsOf(consumer.events) }
}

/** Runs a service's relay and consumers in this process, and is what an operator sees of its events. */
export async function startEvents<S extends EventTables>(o: EventsOptions<S>): Promise<EventsRuntime> {
  const { bus, clock, log, pollMs = 1000 } = o
  const db = o.db as unknown as Db<EventTables>
  const closing = new AbortController()
  const deliveries = o.consumers.map((consumer) =>
    createDelivery({
      db,
      source: o.source,
      consumer,
      tracing: o.tracing,
      clock,
      log,
      retry: { ...defaultRetry, ...o.retry },
      signal: closing.signal,
    }),
  )
  const batches = new Map(deliveries.map((delivery) => [delivery, new Set<BellEvent[]>()]))
  if (new Set(o.consumers.map((consumer) => consumer.group)).size < o.consumers.length)
    throw new Error('Two consumers have the same group: each would take the other for a repetition.')

  const idleness = createIdle({
    db,
    consumers: o.consumers,
    isBusy: () => [...batches.values()].some((inHand) => inHand.size > 0),
    pollMs,
  })
  const { runs = () => true } = o
  const subscriptions = await Promise.all(deliveries.filter(({ consumer }) => runs(consumer)).map(subscribe))
  const outbox = isSqlite(db) ? wholeOutbox(db) : createOutboxShares({ db, leaseMs: o.leaseMs ?? 6000 })
  const onPublished = () => idleness.changed()
  const relay =
    o.relay === false ? undefined : startRelay({ db, outbox, source: o.source, bus, clock, log, pollMs, onPublished })
  const stopHearing = relay && o.hints?.onHint(relay.wake)

  function subscribe(delivery: Delivery) {
    const inHand = batches.get(delivery)!
    return bus.subscribe({
      ...groupOf(delivery),
      async handle(events) {
        inHand.add(events)
        try {
          await delivery.handle(events)
        } finally {
          inHand.delete(events)
          idleness.changed()
        }
      },
    })
  }

  return {
    idle() {
      relay?.wake()
      return idleness.idle()
    },
    deadLetters: createDeadLetters(db, deliveries),
    async reread(consumer, since) {
      const delivery = deliveries.find((one) => one.consumer.group === consumer)
      return delivery && bus.rewind({ ...groupOf(delivery), since })
    },
    measure: createMeasure({
      db,
      clock,
      bus,
      groups: deliveries.map(groupOf),
      inHand: () =>
        Object.fromEntries(
          [...batches].map(([{ consumer }, inHand]) => [
            consumer.group,
            [...inHand].flatMap((events) => events.map((event) => event.time)),
          ]),
        ),
    }),
    async close() {
      closing.abort()
      stopHearing?.()
      await relay?.close()
      await Promise.all(subscriptions.map((subscription) => subscription.close()))
    },
  }
}
