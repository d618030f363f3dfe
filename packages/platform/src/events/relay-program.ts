/**
 * One of several processes that relay the same outbox, which relays.test.ts stops and kills:
 * `node relay-program.ts <database> <schema> <file of the log> <lease, ms>`.
 */
import { z } from 'zod'
import { systemClock } from '../clock/index.ts'
import { openDatabase } from '../database/index.ts'
import { createLogBus, defineEvent, eventMigrations, startEvents, type EventTables } from './index.ts'

export const counted = defineEvent({
  type: 'test.counted',
  topic: 'test.counts',
  version: 1,
  data: z.object({ n: z.int() }),
})

if (import.meta.main) {
  const [url, schema, file, leaseMs] = process.argv.slice(2) as [string, string, string, string]
  const { db, hints } = await openDatabase<EventTables>({ url, schema, migrations: eventMigrations })
  await startEvents({
    db,
    hints,
    source: 'test',
    bus: createLogBus({ file, partitions: 4 }),
    consumers: [],
    clock: systemClock,
    log: { warn() {}, error() {} },
    pollMs: 50,
    leaseMs: Number(leaseMs),
  })
  process.stdout.write('ready\n')
}
