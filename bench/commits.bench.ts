import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { performance } from 'node:perf_hooks'
import { DatabaseSync } from 'node:sqlite'
import { createTable, inTransaction, openDatabase, type Migration } from '@bell/platform/database'
import { median } from './median.ts'
import { report } from './report.ts'

// What group commit gains: durable transactions a second by one writer and by 64 at a time, against bare node:sqlite
// with an fsync for each, in turns within one run.

const ROUNDS = 4
const ROUND_MS = 1000
const WRITERS = 64

const migrations: Migration[] = [
  {
    name: '0001-listens',
    async up(db, t) {
      await createTable(db, 'listen')
        .addColumn('id', t.text, (column) => column.primaryKey())
        .addColumn('trackId', t.text)
        .addColumn('at', t.int)
        .execute()
    },
  },
]

const folder = await mkdtemp(join(tmpdir(), 'bell-bench-commits-'))
const { db, close } = await openDatabase<{ listen: { id: string; trackId: string; at: number } }>({
  url: `sqlite:${join(folder, 'service.db')}`,
  schema: 'bench',
  migrations,
})
const bare = new DatabaseSync(join(folder, 'bare.db'))
bare.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
bare.exec('CREATE TABLE listen (id TEXT PRIMARY KEY, trackId TEXT, at INTEGER) STRICT')
const insert = bare.prepare('INSERT INTO listen VALUES (?, ?, ?)')
let id = 0
const contestants: Record<string, () => Promise<number>> = {
  'one fsync each': () =>
    repeat(1, async () => {
      bare.exec('BEGIN IMMEDIATE')
      insert.run(`${id++}`, 'track', 0)
      bare.exec('COMMIT')
    }),
  'one writer': () => repeat(1, write),
  [`${WRITERS} writers`]: () => repeat(WRITERS, write),
}
const rates: Record<string, number[]> = {}
for (let round = 0; round < ROUNDS; round++)
  for (const [name, run] of Object.entries(contestants)) (rates[name] ??= []).push(await run())
bare.close()
await close()
await rm(folder, { recursive: true, force: true })

const one = median(rates['one fsync each']!)
report(
  'commits',
  'durable commits',
  Object.entries(rates).flatMap(([name, values]) => [
    { measure: name, value: median(values), unit: 'commits/s' },
    { measure: '… against one fsync each', value: median(values) / one, unit: 'times' },
  ]),
)

function write() {
  return inTransaction(db, (tx) =>
    tx
      .insertInto('listen')
      .values({ id: `${id++}`, trackId: 'track', at: 0 })
      .execute(),
  )
}

/** @returns how often a second the work was done by so many that each wait for their own */
async function repeat(writers: number, work: () => Promise<unknown>) {
  let count = 0
  const begun = performance.now()
  const end = begun + ROUND_MS
  const worker = async () => {
    while (performance.now() < end) {
      await work()
      count++
    }
  }
  await Promise.all(Array.from({ length: writers }, worker))
  return (count / (performance.now() - begun)) * 1000
}
