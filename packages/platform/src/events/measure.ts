import type { Clock } from '../clock/index.ts'
import type { Db } from '../database/index.ts'
import type { EventTables } from './event-tables.ts'

/** What an owner wants to see of the events; for the metrics endpoint. Ages are in milliseconds. */
export interface EventsMeasure {
  outbox: { waiting: number; oldestMs: number }
  deadLetters: number
  /** `oldestMs`: the age of the oldest event in hand; 0 when the consumer has nothing to do. */
  consumers: Record<string, { inHand: number; oldestMs: number }>
}

export function createMeasure(o: {
  db: Db<EventTables>
  clock: Clock
  /** Times (ISO 8601) of the events in hand, by consumer. */
  inHand(): Record<string, string[]>
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
    const consumers = Object.entries(o.inHand()).map(([group, times]) => {
      const oldest = times.toSorted()[0]
      return [group, { inHand: times.length, oldestMs: age(oldest === undefined ? null : Date.parse(oldest)) }] as const
    })
    return {
      outbox: { waiting: waiting.count, oldestMs: age(waiting.oldest) },
      deadLetters: dead.count,
      consumers: Object.fromEntries(consumers),
    }
  }
}
