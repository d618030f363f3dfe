import { randomUUID } from 'node:crypto'
import type { Generated } from 'kysely'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { systemClock } from '../clock/index.ts'
import { createTable, inTransaction, type Migration } from '../database/index.ts'
import { testDatabase } from '../test-kit/test-database.ts'
import { deadLettered } from './dead-letters.ts'
import { defineConsumer, type Consumer } from './consumer.ts'
import type { BusFactory } from './contract.ts'
import { defineEvent, type BellEvent } from './definition.ts'
import { eventMigrations, type EventTables } from './event-tables.ts'
import { startEvents, type EventsOptions } from './events.ts'
import { appendOutbox } from './outbox.ts'

interface Tables extends EventTables {
  effect: { position: Generated<number>; eventId: string; key: string; n: number }
}

const migrations: Migration[] = [
  ...eventMigrations,
  {
    name: '0001-effect',
    async up(db, t) {
      await createTable(db, 'effect')
        .addColumn('position', t.int, (column) => column.primaryKey())
        .addColumn('eventId', t.text, (column) => column.notNull())
        .addColumn('key', t.text, (column) => column.notNull())
        .addColumn('n', t.int, (column) => column.notNull())
        .execute()
    },
  },
]

const quiet = { warn() {}, error() {} }
const quick = { attempts: 3, firstMs: 1, longestMs: 4 }
/** A service with a consumer that writes down what it was given, in order. */
export async function givenService(factory: BusFactory, dialect: 'sqlite' | 'postgres') {
  const { db } = await testDatabase<Tables>(migrations, dialect)
  const { open, makeTopic } = await factory()
  const bus = open()
  const topic = `test.${randomUUID()}`
  await makeTopic?.(topic)
  await makeTopic?.(deadLettered('test').topic)
  const group = `group.${randomUUID()}`
  const counted = defineEvent({ type: 'test.counted', topic, version: 1, data: z.object({ n: z.int() }) })
  const running = new Set<{ close(): Promise<void> }>()
  onTestFinished(async () => {
    for (const runtime of running) await runtime.close()
    await bus.close()
  })
  let position = 0

  const effects = async (key?: string) =>
    (await db.selectFrom('effect').selectAll().orderBy('position').execute())
      .filter((row) => !key || row.key === key)
      .map((row) => row.n)

  return {
    db,
    bus,
    counted,
    effects,
    count: (key: string, n: number, at = 0) =>
      inTransaction(db, (tx) => appendOutbox(tx, counted, { key, data: { n }, at })),
    consumer: (part: Partial<Consumer<Tables, any>> & { before?(event: BellEvent): void } = {}) =>
      defineConsumer<Tables, any>({
        group,
        events: [counted],
        async apply(tx, batch) {
          for (const { event } of batch) {
            part.before?.(event)
            const n = counted.is(event) ? event.data.n : -1
            await tx
              .insertInto('effect')
              .values({ position: ++position, eventId: event.id, key: event.subject, n })
              .execute()
          }
        },
        ...part,
      }),
    start: async (consumer: Consumer<Tables, any>, options: Partial<EventsOptions<Tables>> = {}) => {
      const runtime = await startEvents({
        db,
        source: 'test',
        bus,
        consumers: [consumer],
        clock: systemClock,
        log: quiet,
        retry: quick,
        pollMs: 50,
        ...options,
      })
      running.add(runtime)
      return runtime
    },
    stop: async (runtime: { close(): Promise<void> }) => {
      running.delete(runtime)
      await runtime.close()
    },
  }
}
