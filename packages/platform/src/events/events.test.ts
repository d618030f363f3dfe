import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { testClock } from '../clock/index.ts'
import { inTransaction } from '../database/index.ts'
import { testDatabase } from '../test-kit/test-database.ts'
import {
  appendOutbox,
  createLogBus,
  defineConsumer,
  defineEvent,
  eventMigrations,
  startEvents,
  type EventTables,
} from './index.ts'

const counted = defineEvent({
  type: 'test.thing.counted',
  topic: 'test.things',
  version: 1,
  data: z.object({ n: z.int() }),
})
test('thin', async () => {
  const { db } = await testDatabase<EventTables>(eventMigrations)
  const bus = createLogBus({ file: join(mkdtempSync(join(tmpdir(), 'bus-')), 'log.db') })
  const seen: number[] = []
  const events = await startEvents({
    db,
    source: 'test',
    bus,
    clock: testClock(),
    log: { warn() {}, error() {} },
    consumers: [
      defineConsumer<EventTables>({
        group: 'test.see',
        events: [counted],
        async apply(_tx, batch) {
          for (const { event } of batch) if (counted.is(event)) seen.push(event.data.n)
        },
      }),
    ],
  })
  for (let n = 0; n < 50; n++)
    await inTransaction(db, (tx) => appendOutbox(tx, counted, { key: 'a', data: { n }, at: 1 }))
  await events.idle()
  expect(seen).toEqual(Array.from({ length: 50 }, (_, n) => n))
  await events.close()
  await bus.close()
})
