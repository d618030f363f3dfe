/**
 * The process that crash.test.ts kills: a producer that acknowledges on stdout what it has committed, and two
 * consumers. `node crash-program.ts <folder>` produces until it is killed; with `drain` it applies what is left and ends.
 */
import { join } from 'node:path'
import { z } from 'zod'
import { systemClock } from '../clock/index.ts'
import { createTable, inTransaction, openDatabase, type Migration } from '../database/index.ts'
import {
  appendOutbox,
  createLogBus,
  defineConsumer,
  defineEvent,
  eventMigrations,
  startEvents,
  type EventTables,
} from './index.ts'

export interface CrashTables extends EventTables {
  counter: { key: string; n: number }
  /** Without a unique key on purpose: an effect that is doubled shows. */
  effect: { position: number; consumer: string; key: string; n: number }
}

export const crashMigrations: Migration[] = [
  ...eventMigrations,
  {
    name: '0001-counters',
    async up(db, t) {
      await createTable(db, 'counter')
        .addColumn('key', t.text, (column) => column.primaryKey())
        .addColumn('n', t.int, (column) => column.notNull())
        .execute()
      await createTable(db, 'effect')
        .addColumn('position', t.int, (column) => column.primaryKey())
        .addColumn('consumer', t.text, (column) => column.notNull())
        .addColumn('key', t.text, (column) => column.notNull())
        .addColumn('n', t.int, (column) => column.notNull())
        .execute()
    },
  },
]

const counted = defineEvent({ type: 'test.counted', topic: 'test.counts', version: 1, data: z.object({ n: z.int() }) })

function countingConsumer(group: string, prepare?: () => Promise<void>) {
  return defineConsumer<CrashTables>({
    group,
    events: [counted],
    prepare,
    async apply(tx, batch) {
      const effects = batch.map(({ event }) => ({
        consumer: group,
        key: event.subject,
        n: counted.is(event) ? event.data.n : 0,
      }))
      await tx
        .insertInto('effect')
        .columns(['consumer', 'key', 'n'])
        .values(effects as never)
        .execute()
    },
  })
}

async function main(folder: string, drain: boolean) {
  const { db, close } = await openDatabase<CrashTables>({
    url: `sqlite:${join(folder, 'service.db')}`,
    schema: 'test',
    migrations: crashMigrations,
  })
  const bus = createLogBus({ file: join(folder, 'log.db'), partitions: 4 })
  const events = await startEvents({
    db,
    source: 'test',
    bus,
    consumers: [
      countingConsumer('in-batches'),
      countingConsumer('one-by-one', () => new Promise((resolve) => setImmediate(resolve))),
    ],
    clock: systemClock,
    log: { warn() {}, error() {} },
  })
  if (drain) {
    await events.idle()
    await events.close()
    await bus.close()
    return close()
  }
  process.stdout.write('ready\n')
  await Promise.all(Array.from({ length: 8 }, (_, n) => produce(`key ${n}`)))

  async function produce(key: string) {
    for (;;) {
      const n = await inTransaction(db, async (tx) => {
        const row = await tx
          .insertInto('counter')
          .values({ key, n: 1 })
          .onConflict((conflict) => conflict.column('key').doUpdateSet((where) => ({ n: where('counter.n', '+', 1) })))
          .returning('n')
          .executeTakeFirstOrThrow()
        await appendOutbox(tx, counted, { key, data: row, at: systemClock.now() })
        return row.n
      })
      process.stdout.write(`${key}:${n}\n`)
    }
  }
}

if (import.meta.main) await main(process.argv[2]!, process.argv[3] === 'drain')
