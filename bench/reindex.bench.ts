import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { musicEvents, musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { inTransaction, openDatabase } from '@bell/platform/database'
import { appendOutbox, createLogBus, startEvents, topicsOf, type EventBus } from '@bell/platform/events'
import { createLogger } from '@bell/platform/http'
import { createKafkaBus, settleTopics } from '@bell/platform/kafka'
import { createElasticIndex, createFtsIndex, SearchUnavailable, type SearchIndex } from '@bell/platform/search-index'
import { sql } from 'kysely'
import { trackChanged } from '../services/music/src/events.ts'
import { addTracks } from '../services/music/src/many-tracks.fixture.ts'
import { createReindex } from '../services/music/src/search/reindex/reindex.ts'
import { searchConsumers } from '../services/music/src/search/search.consumers.ts'
import { rewriteCards } from '../services/music/src/tracks/cards.ts'
import { findListener } from './find-listener.ts'
import { processorSeconds } from './processor-seconds.ts'
import { report, type Measure } from './report.ts'

// Reindexing a library (BENCH_TRACKS, 20 000 unless told), with the comparison; then tracks renamed at 200 a second, and
// the time from the commit until a search finds the new name. Embedded (SQLite, the log, FTS5), and distributed where
// PG_URL and KAFKA_BROKERS are given, on each of the search engines that OPENSEARCH_URL and ELASTICSEARCH_URL name.
// Processor time is measured beside, of this process (with SQLite in it) and of a search engine on the same machine: it
// tells what a busy machine's clock does not.

const count = Number(process.env.BENCH_TRACKS ?? 20_000)
const WRITES_PER_SECOND = 200
const SECONDS = 15
/** One write in so many is looked for. */
const SAMPLE = 20

const folder = await mkdtemp(join(tmpdir(), 'bench-reindex-'))
const [clock, log] = [systemClock, createLogger({ level: 'error' })]
const newId = createIds(clock)

const { PG_URL, KAFKA_BROKERS, OPENSEARCH_URL, ELASTICSEARCH_URL } = process.env
const measures: Measure[] = []
const embedded = await openLibrary(`sqlite:${join(folder, 'music.db')}`, () =>
  createLogBus({ file: join(folder, 'events.db') }),
)
await run('embedded', embedded, createFtsIndex({ file: join(folder, 'search.db') }), '< 300')
await embedded.close()
if (PG_URL && KAFKA_BROKERS) {
  const kafka = `kafka://${KAFKA_BROKERS}/bench-${newId()}`
  const topics = topicsOf(musicEvents)
  await settleTopics(kafka, topics, { make: true, fix: false })
  const library = await openLibrary(PG_URL, () => createKafkaBus({ url: kafka, topics, log }))
  for (const [name, address] of Object.entries({ OpenSearch: OPENSEARCH_URL, Elasticsearch: ELASTICSEARCH_URL })) {
    if (!address) continue
    const prefix = `bench-${newId()}`
    const search = createElasticIndex({ url: `${address.replace(/^http/, 'opensearch')}/${prefix}` })
    await run(name, library, search, '< 1000', findListener(address))
    const made = await fetch(`${address}/${prefix}-*`)
    for (const index of Object.keys((await made.json()) as object))
      await fetch(`${address}/${index}`, { method: 'DELETE' })
  }
  await library.close()
}
report('reindex', `${count} tracks; ${WRITES_PER_SECOND} writes a second for ${SECONDS} s`, measures)
await rm(folder, { recursive: true, force: true })

type Library = Awaited<ReturnType<typeof openLibrary>>

async function openLibrary(url: string, openBus: () => EventBus) {
  const schema = `bench_${newId().replaceAll('-', '')}`
  const { db, dialect, close } = await openDatabase<MusicTables>({ url, schema, migrations: musicMigrations })
  const uploader = { id: newId(), name: 'Mina' }
  for (let first = 0; first < count; first += 100) await addTracks(db, newId, uploader, first, 100)
  if (dialect === 'postgres') await sql`analyze`.execute(db)
  return {
    db,
    openBus,
    ids: (await db.selectFrom('track').select('id').execute()).map(({ id }) => id),
    async close() {
      if (dialect === 'postgres') await sql`drop schema ${sql.id(schema)} cascade`.execute(db)
      await close()
    },
  }
}

async function run(name: string, library: Library, search: SearchIndex, goal: string, engine?: number) {
  const processor = measureProcessor(engine)
  const reindex = await measureReindex(library, search, processor)
  const latency = await measureLatency(library, search, processor)
  measures.push(
    { measure: `${name}: reindexed`, value: reindex.filled, unit: 'documents/s', goal: '>= 5000' },
    { measure: `${name}: with the comparison`, value: reindex.compared, unit: 'documents/s' },
    { measure: `${name}: processor time of ours a document`, value: reindex.ours / count, unit: 'ms' },
    { measure: `${name}: … of the engine`, value: reindex.engine / count, unit: 'ms' },
    { measure: `${name}: event loop late, p99`, value: reindex.late, unit: 'ms' },
    { measure: `${name}: writes made`, value: latency.rate, unit: 'a second' },
    {
      measure: `${name}: processor time of ours a write, until indexed`,
      value: latency.ours / latency.count,
      unit: 'ms',
    },
    { measure: `${name}: … of the engine`, value: latency.engine / latency.count, unit: 'ms' },
    { measure: `${name}: from commit to found, p50`, value: latency.p50, unit: 'ms' },
    { measure: `${name}: from commit to found, p99`, value: latency.p99, unit: 'ms', goal },
  )
  await search.close()
}

function depsOf({ db }: Library, search: SearchIndex) {
  const images = { put: () => Promise.reject(new Error()), release: async () => {}, address: (id: string) => id }
  return { db, clock, newId, log, search, images }
}

async function measureReindex(library: Library, search: SearchIndex, processor: Processor) {
  const reindex = createReindex(depsOf(library, search))
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const [begun, used] = [performance.now(), processor()]
  const running = reindex.run({ undo: false })
  let filled: number | undefined
  const timer = setInterval(() => {
    if (reindex.progress()[0]?.read === count) filled ??= performance.now() - begun
  }, 1)
  await running
  const all = performance.now() - begun
  clearInterval(timer)
  delay.disable()
  return {
    filled: (count / (filled ?? all)) * 1000,
    compared: (count / all) * 1000,
    ...used(),
    late: delay.percentile(99) / 1e6,
  }
}

async function measureLatency(library: Library, search: SearchIndex, processor: Processor) {
  const bus = library.openBus()
  const consumers = searchConsumers(depsOf(library, search))
  const events = await startEvents({ db: library.db, source: 'music', bus, consumers, clock, log })
  const times: number[] = []
  const all: Promise<void>[] = []
  const [begun, used] = [performance.now(), processor()]
  const due = WRITES_PER_SECOND * SECONDS
  for (let n = 0; n < due; n++) {
    const late = begun + (n * 1000) / WRITES_PER_SECOND - performance.now()
    if (late > 0) await wait(late)
    all.push(write(library, search, n, times))
  }
  const rate = (due / (performance.now() - begun)) * 1000
  await Promise.all(all)
  await events.idle()
  await events.close()
  await bus.close()
  times.sort((a, b) => a - b)
  return {
    rate,
    count: due,
    ...used(),
    p50: times[Math.floor(times.length / 2)]!,
    p99: times[Math.floor(times.length * 0.99)]!,
  }
}

type Processor = ReturnType<typeof measureProcessor>

/** What is used from a moment on, of all threads, in ms: by this process, and by an engine's. */
function measureProcessor(engine: number | undefined) {
  return () => {
    const [before, engineBefore] = [process.cpuUsage(), engine ? processorSeconds(engine) : 0]
    return () => {
      const { user, system } = process.cpuUsage(before)
      return {
        ours: (user + system) / 1000,
        engine: engine ? (processorSeconds(engine) - engineBefore) * 1000 : 0,
      }
    }
  }
}

async function write({ db, ids }: Library, search: SearchIndex, n: number, times: number[]) {
  const id = ids[(n * 7919) % ids.length]!
  const name = `renamed${newId().replaceAll('-', '')}`
  await inTransaction(db, async (tx) => {
    await tx.updateTable('track').set({ title: name }).where('id', '=', id).execute()
    const [row] = await rewriteCards(tx, [id])
    await appendOutbox(tx, trackChanged, { key: id, data: { trackId: id, revision: row!.revision }, at: clock.now() })
  })
  if (n % SAMPLE !== 0) return
  const committed = performance.now()
  // Not at each moment: an engine would be busier with that than with the writes.
  while (!(await isFound(search, name))) await wait(Math.max(10, (performance.now() - committed) / 5))
  times.push(performance.now() - committed)
}

async function isFound(search: SearchIndex, name: string) {
  try {
    return (await search.search('tracks', { query: name, limit: 1 })).length > 0
  } catch (error) {
    // A busy engine may not answer in time; the time goes on.
    if (error instanceof SearchUnavailable) return false
    throw error
  }
}
