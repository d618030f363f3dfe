import type { Clock } from '../clock/index.ts'
import type { Db } from '../database/index.ts'
import { defaultRetry, type Consumer, type RetryPolicy } from './consumer.ts'
import { createDeadLetters, type DeadLetters } from './dead-letters.ts'
import type { BellEvent } from './definition.ts'
import { createDelivery, type Delivery } from './delivery.ts'
import type { EventBus } from './event-bus.ts'
import type { EventTables } from './event-tables.ts'
import type { EventsLog } from './events-log.ts'
import { startRelay } from './relay.ts'

export interface EventsOptions<S> {
  db: Db<S>
  /** The service's name; the `source` of its events. */
  source: string
  bus: EventBus
  consumers: Consumer<S, any>[]
  clock: Clock
  log: EventsLog
  retry?: Partial<RetryPolicy>
  /** How often to look for what other processes appended, in milliseconds. */
  pollMs?: number
}

export interface EventsRuntime {
  /** For tests: resolves when everything appended here so far, and what follows from it, has been settled. */
  idle(): Promise<void>
  deadLetters: DeadLetters
  /** Drains: what is in hand is finished, nothing new is begun. */
  close(): Promise<void>
}

/** Runs a service's relay and consumers in this process. */
export async function startEvents<S extends EventTables>(o: EventsOptions<S>): Promise<EventsRuntime> {
  const db = o.db as unknown as Db<EventTables>
  const retry = { ...defaultRetry, ...o.retry }
  const closing = new AbortController()
  const listeners = new Set<() => void>()
  const changed = () => {
    for (const listener of listeners) listener()
  }

  const deliveries = o.consumers.map((consumer) =>
    createDelivery({ ...o, db, consumer, retry, signal: closing.signal }),
  )
  let inHand = 0
  const handling = async (delivery: Delivery, events: BellEvent[]) => {
    inHand++
    try {
      await delivery.handle(events)
    } finally {
      inHand--
      changed()
    }
  }
  const subscriptions = await Promise.all(
    deliveries.map((delivery) =>
      o.bus.subscribe({
        group: delivery.consumer.group,
        topics: [...new Set(delivery.consumer.events.map((definition) => definition.topic))],
        handle: (events) => handling(delivery, events),
      }),
    ),
  )
  const relay = startRelay({ ...o, db, pollMs: o.pollMs ?? 1000, onPublished: changed })

  async function isIdle() {
    if (inHand > 0) return false
    for (const { consumer } of deliveries) {
      const types = consumer.events.map((definition) => definition.type)
      const open = await db
        .selectFrom('outbox')
        .select('id')
        .where('type', 'in', types)
        .where((where) =>
          where.not(
            where.exists(
              where
                .selectFrom('inbox')
                .select('eventId')
                .where('consumer', '=', consumer.group)
                .whereRef('inbox.eventId', '=', 'outbox.id'),
            ),
          ),
        )
        .limit(1)
        .executeTakeFirst()
      if (open) return false
    }
    const waiting = await db.selectFrom('outbox').select('id').where('publishedAt', 'is', null).limit(1).execute()
    return waiting.length === 0 && inHand === 0
  }

  return {
    deadLetters: createDeadLetters(db, deliveries),

    async idle() {
      let wake = () => {}
      const listener = () => wake()
      listeners.add(listener)
      try {
        relay.wake()
        for (;;) {
          const change = new Promise<void>((resolve) => (wake = resolve))
          if (await isIdle()) return
          await change
        }
      } finally {
        listeners.delete(listener)
      }
    },

    async close() {
      closing.abort()
      await relay.close()
      await Promise.all(subscriptions.map((subscription) => subscription.close()))
    },
  }
}
