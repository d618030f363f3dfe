import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@bell/platform/clock'
import { createTable, inTransaction, openDatabase, type Db, type Migration } from '@bell/platform/database'
import {
  appendOutbox,
  createLogBus,
  defineConsumer,
  defineEvent,
  eventMigrations,
  startEvents,
  type EventBus,
  type EventTables,
} from '@bell/platform/events'
import { createKafkaBus, settleTopics } from '@bell/platform/kafka'
import { sql } from 'kysely'
import { z } from 'zod'
import { report, type Measure } from './report.ts'

// Events from the outbox to the bus and from there to a consumer with its inbox: embedded (SQLite and the log), and
// distributed (PostgreSQL at PG_URL and Kafka at KAFKA_BROKERS) where both are given. First an outbox that has filled up,
// emptied by one relay; then a consumer that finds all of it on the bus; then single events at a steady pace, from the
// commit to the effect; then 64 that write as fast as they can.

interface Tables extends EventTables {
  seen: { id: string; n: number }
}

const waiting = 30_000
const keys = 1000
const perSecond = 200
const paceSeconds = 10
const writers = 64
const rushSeconds = 4

const migrations: Migration[] = [
  ...eventMigrations,
  {
    name: '0001-seen',
    async up(db, t) {
      await createTable(db, 'seen')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('n', t.int)
        .execute()
    },
  },
]
const topic = `bench.${randomUUID()}`
const listened = defineEvent({
  type: 'bench.track.listened',
  topic,
  version: 1,
  data: z.object({ trackId: z.string(), n: z.int() }),
})
const log = { warn: console.warn, error: console.error }
const { PG_URL, KAFKA_BROKERS } = process.env
const folder = await mkdtemp(join(tmpdir(), 'bell-bench-events-'))
const measures: Measure[] = []

await run('embedded', `sqlite:${join(folder, 'service.db')}`, createLogBus({ file: join(folder, 'log.db') }))
if (PG_URL && KAFKA_BROKERS) {
  const url = `kafka://${KAFKA_BROKERS}`
  await settleTopics(url, [topic], { make: true, fix: false })
  await run('distributed', PG_URL, createKafkaBus({ url, topics: [topic], log }))
}
await rm(folder, { recursive: true, force: true })
report('events', `${waiting} events that wait; ${perSecond} a second; ${writers} writers`, measures)

async function run(name: string, url: string, bus: EventBus) {
  const schema = `bench_${randomUUID().replaceAll('-', '')}`
  const database = await openDatabase<Tables>({ url, schema, migrations })
  const { db, dialect } = database
  await fillOutbox(db)
  const relayed = await measureRelay(db, bus)
  const consumed = await measureConsumer(db, bus)
  if (dialect === 'postgres') await sql`drop schema ${sql.id(schema)} cascade`.execute(db)
  await bus.close()
  await database.close()
  for (const [measure, value, unit, goal] of [...relayed, ...consumed])
    measures.push({ measure: `${name}: ${measure}`, value, unit, ...(goal && { goal }) })
}

type Row = [measure: string, value: number, unit: string, goal?: string]

async function fillOutbox(db: Db<Tables>) {
  for (let first = 0; first < waiting; first += 500)
    await inTransaction(db, (tx) =>
      appendOutbox(
        tx,
        listened,
        Array.from({ length: 500 }, (_, n) => newEvent(first + n)),
      ),
    )
}

function newEvent(n: number) {
  const key = `track ${n % keys}`
  return { key, data: { trackId: key, n }, at: systemClock.now() }
}

/** From the start of the relay until nothing waits any more. */
async function measureRelay(db: Db<Tables>, bus: EventBus): Promise<Row[]> {
  const begun = measure()
  const relay = await startEvents({ db, source: 'bench', bus, consumers: [], clock: systemClock, log })
  await relay.idle()
  const { seconds, cpuMs } = begun()
  await relay.close()
  return [
    ['relayed', waiting / seconds, 'events/s', '>= 5000'],
    ['… processor time of ours', cpuMs / waiting, 'ms an event'],
  ]
}

async function measureConsumer(db: Db<Tables>, bus: EventBus): Promise<Row[]> {
  let count = 0
  let began: ReturnType<typeof measure> | undefined
  let reached = { at: waiting, resolve: () => {} }
  const seenAt = new Map<string, number>()
  const all = untilSeen(waiting)
  const runtime = await startEvents({
    db,
    source: 'bench',
    bus,
    clock: systemClock,
    log,
    consumers: [
      defineConsumer<Tables>({
        group: `bench.${randomUUID()}`,
        events: [listened],
        async apply(tx, batch) {
          began ??= measure()
          await tx
            .insertInto('seen')
            .values(batch.map(({ event }) => ({ id: event.id, n: 1 })))
            .execute()
        },
        afterwards(batch) {
          const at = performance.now()
          for (const { event } of batch) seenAt.set(event.subject, at)
          count += batch.length
          if (count >= reached.at) reached.resolve()
        },
      }),
    ],
  })
  await all
  const { seconds, cpuMs } = began!()
  const rows: Row[] = [
    ['consumed, with inbox', waiting / seconds, 'events/s'],
    ['… processor time of ours', cpuMs / waiting, 'ms an event'],
  ]
  rows.push(...(await measurePace()), ...(await measureRush()))
  await runtime.close()
  return rows

  function untilSeen(more: number) {
    return new Promise<void>((resolve) => (reached = { at: count + more, resolve }))
  }

  async function measurePace(): Promise<Row[]> {
    const due = perSecond * paceSeconds
    const done = untilSeen(due)
    const committed = new Map<string, number>()
    const begun = performance.now()
    const writing: Promise<void>[] = []
    for (let n = 0; n < due; n++) {
      const early = begun + (n * 1000) / perSecond - performance.now()
      if (early > 0) await wait(early)
      const key = `pace ${n}`
      const event = { key, data: { trackId: key, n }, at: systemClock.now() }
      writing.push(
        inTransaction(db, (tx) => appendOutbox(tx, listened, event)).then(
          () => void committed.set(key, performance.now()),
        ),
      )
    }
    await Promise.all([done, ...writing])
    const times = [...committed].map(([key, at]) => Math.max(0, seenAt.get(key)! - at)).toSorted((a, b) => a - b)
    return [
      [`from commit to effect at ${perSecond} a second, p50`, times[Math.floor(due / 2)]!, 'ms'],
      [`from commit to effect at ${perSecond} a second, p99`, times[Math.floor(due * 0.99)]!, 'ms'],
    ]
  }

  async function measureRush(): Promise<Row[]> {
    const begun = measure()
    const before = count
    let written = 0
    const end = performance.now() + rushSeconds * 1000
    async function writer() {
      while (performance.now() < end) await inTransaction(db, (tx) => appendOutbox(tx, listened, newEvent(written++)))
    }
    await Promise.all(Array.from({ length: writers }, writer))
    const left = written - (count - before)
    if (left > 0) await untilSeen(left)
    const { seconds, cpuMs } = begun()
    return [
      [`from commit to effect, ${writers} writers`, written / seconds, 'events/s'],
      ['… processor time of ours', cpuMs / written, 'ms an event'],
    ]
  }
}

/** @returns what has passed since then: time, and processor time of all threads */
function measure() {
  const [at, cpu] = [performance.now(), process.cpuUsage()]
  return () => {
    const { user, system } = process.cpuUsage(cpu)
    return { seconds: (performance.now() - at) / 1000, cpuMs: (user + system) / 1000 }
  }
}
