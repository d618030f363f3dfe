import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { systemClock } from '@bell/platform/clock'
import { createTable, inTransaction, openDatabase, type Db, type Migration } from '@bell/platform/database'
import {
  appendOutbox,
  createLogBus,
  defineConsumer,
  defineEvent,
  eventMigrations,
  startEvents,
  type EventTables,
} from '@bell/platform/events'
import { z } from 'zod'
import { median } from './median.ts'

// What group commit gains: durable transactions a second by one writer and by 64 at a time, against bare node:sqlite
// with an fsync for each, in turns within one run. Then events from the transaction to the consumer's own, end to end:
// how many a second when 64 write at a time, and how long one takes by itself.

interface Tables extends EventTables {
  listen: { id: string; trackId: string; at: number }
  seen: { id: string; n: number }
}

const ROUNDS = 4
const ROUND_MS = 1000
const WRITERS = 64
const EVENTS_MS = 4000

const migrations: Migration[] = [
  ...eventMigrations,
  {
    name: '0001-listens',
    async up(db, t) {
      await createTable(db, 'listen')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('trackId', t.text)
        .addColumn('at', t.int)
        .execute()
      await createTable(db, 'seen')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('n', t.int)
        .execute()
    },
  },
]

const listened = defineEvent({
  type: 'bench.track.listened',
  topic: 'bench.tracks',
  version: 1,
  data: z.object({ trackId: z.string(), n: z.int() }),
})

const folder = await mkdtemp(join(tmpdir(), 'bell-bench-events-'))
try {
  const { db, close } = await openDatabase<Tables>({
    url: `sqlite:${join(folder, 'service.db')}`,
    schema: 'bench',
    migrations,
  })
  const commits = await measureCommits(db)
  const events = await measureEvents(db)
  await close()

  console.table(
    Object.fromEntries(
      Object.entries(commits).map(([name, perSecond]) => [
        name,
        { 'commits/s': perSecond, 'against one fsync each': round(perSecond / commits.oneFsyncEach!) },
      ]),
    ),
  )
  console.table(Object.fromEntries(Object.entries(events).map(([name, value]) => [name, { value }])))
  console.log(JSON.stringify({ bench: 'events', commits, events }))
} finally {
  await rm(folder, { recursive: true, force: true })
}

async function measureCommits(db: Db<Tables>) {
  const bare = new DatabaseSync(join(folder, 'bare.db'))
  bare.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  bare.exec('CREATE TABLE listen (id TEXT PRIMARY KEY, trackId TEXT, at INTEGER) STRICT')
  const insert = bare.prepare('INSERT INTO listen VALUES (?, ?, ?)')
  let id = 0
  const contestants: Record<string, () => Promise<number>> = {
    oneFsyncEach: () =>
      repeat(1, async () => {
        bare.exec('BEGIN IMMEDIATE')
        insert.run(`${id++}`, 'track', 0)
        bare.exec('COMMIT')
      }),
    oneWriter: () => repeat(1, write),
    manyWriters: () => repeat(WRITERS, write),
  }
  const write = () =>
    inTransaction(db, (tx) =>
      tx
        .insertInto('listen')
        .values({ id: `${id++}`, trackId: 'track', at: 0 })
        .execute(),
    )

  const rates: Record<string, number[]> = {}
  for (let round = 0; round < ROUNDS; round++)
    for (const [name, run] of Object.entries(contestants)) (rates[name] ??= []).push(await run())
  bare.close()
  return Object.fromEntries(Object.entries(rates).map(([name, values]) => [name, Math.round(median(values))]))
}

async function measureEvents(db: Db<Tables>) {
  const bus = createLogBus({ file: join(folder, 'log.db') })
  let told = () => {}
  const runtime = await startEvents({
    db,
    source: 'bench',
    bus,
    clock: systemClock,
    log: { warn: console.warn, error: console.error },
    consumers: [
      defineConsumer<Tables>({
        group: 'bench.count',
        events: [listened],
        async apply(tx, batch) {
          const rows = batch.map(({ event }) => ({ id: event.id, n: 1 }))
          await tx.insertInto('seen').values(rows).execute()
        },
        afterwards: () => told(),
      }),
    ],
  })
  let n = 0
  const append = () =>
    inTransaction(db, (tx) => {
      const key = `track ${n % 1000}`
      return appendOutbox(tx, listened, { key, data: { trackId: key, n: n++ }, at: systemClock.now() })
    })

  const times: number[] = []
  for (let turn = 0; turn < 300; turn++) {
    const applied = new Promise<void>((resolve) => (told = resolve))
    const begun = performance.now()
    await append()
    await applied
    times.push(performance.now() - begun)
  }
  told = () => {}
  times.sort((a, b) => a - b)

  const before = n
  const begun = performance.now()
  await repeat(WRITERS, append, EVENTS_MS)
  const written = performance.now()
  await runtime.idle()
  const done = performance.now()
  const count = n - before
  await runtime.close()
  await bus.close()
  return {
    'events/s from commit to effect, 64 writers': Math.round((count / (done - begun)) * 1000),
    'events appended': count,
    'still on their way at the last commit, ms': Math.round(done - written),
    'one event from call to effect, p50 ms': round(times[150]!),
    'one event from call to effect, p99 ms': round(times[297]!),
  }
}

/** @returns how often a second the work was done by so many that each wait for their own */
async function repeat(writers: number, work: () => Promise<unknown>, ms = ROUND_MS) {
  let count = 0
  const begun = performance.now()
  const end = begun + ms
  const one = async () => {
    while (performance.now() < end) {
      await work()
      count++
    }
  }
  await Promise.all(Array.from({ length: writers }, one))
  return (count / (performance.now() - begun)) * 1000
}

function round(value: number) {
  return Math.round(value * 100) / 100
}
