import { setTimeout as wait } from 'node:timers/promises'
import type { Clock } from '../clock/index.ts'
import type { Db } from '../database/index.ts'
import type { EventBus, Group } from './event-bus.ts'
import type { EventTables } from './event-tables.ts'

/** How long whoever asks waits for a bus that may be away. */
const longestMs = 2000

/** What an owner wants to see of the events; for the metrics endpoint. Ages are in milliseconds. */
export interface EventsMeasure {
  outbox: { waiting: number; oldestMs: number }
  deadLetters: number
  /**
   * `oldestMs`: the age of the oldest event in hand; 0 when the consumer has nothing to do. `behind`: how many events of
   * its topics it has not acknowledged; null while the bus does not answer.
   */
  consumers: Record<string, { inHand: number; oldestMs: number; behind: number | null }>
}

export function createMeasure(o: {
  db: Db<EventTables>
  clock: Clock
  /** Times (ISO 8601) of the events in hand, by consumer. */
  inHand(): Record<string, string[]>
  bus: Pick<EventBus, 'lag'>
  groups: Group[]
}) {
  const age = (time: number | null) => (time === null ? 0 : Math.max(0, o.clock.now() - time))

  return async (): Promise<EventsMeasure> => {
    const waiting = await o.db
      .selectFrom('outbox')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min<number | null>('time').as('oldest')])
      .where('publishedAt', 'is', null)
      .executeTakeFirstOrThrow()
    const dead = await o.db
      .selectFrom('deadLetter')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    const behind = await Promise.race([
      o.bus.lag(o.groups).catch(() => undefined),
      wait(longestMs, undefined, { ref: false }),
    ])
    const consumers = Object.entries(o.inHand()).map(([group, times]) => {
      const oldest = times.toSorted()[0]
      const oldestMs = age(oldest === undefined ? null : Date.parse(oldest))
      return [group, { inHand: times.length, oldestMs, behind: behind?.get(group) ?? null }] as const
    })
    return {
      outbox: { waiting: waiting.count, oldestMs: age(waiting.oldest) },
      deadLetters: dead.count,
      consumers: Object.fromEntries(consumers),
    }
  }
}
