import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { inTransaction, openDatabase } from '@bell/platform/database'
import { appendOutbox, createLogBus, startEvents } from '@bell/platform/events'
import { createLogger } from '@bell/platform/http'
import { createElasticIndex, createFtsIndex, SearchUnavailable, type SearchIndex } from '@bell/platform/search-index'
import { trackChanged } from '../services/music/src/events.ts'
import { addTracks } from '../services/music/src/many-tracks.fixture.ts'
import { createReindex } from '../services/music/src/search/reindex/reindex.ts'
import { searchConsumers } from '../services/music/src/search/search.consumers.ts'
import { rewriteCards } from '../services/music/src/tracks/cards.ts'
import { report, type Measure } from './report.ts'

// Reindexing a library (BENCH_TRACKS, 20 000 unless told) from SQLite, with the comparison; then tracks renamed at 200 a
// second, and the time from the commit until a search finds the new name. On the embedded index, and on the search
// engines that OPENSEARCH_URL and ELASTICSEARCH_URL name.

const count = Number(process.env.BENCH_TRACKS ?? 20_000)
const WRITES_PER_SECOND = 200
const SECONDS = 15
/** One write in so many is looked for. */
const SAMPLE = 20

const folder = await mkdtemp(join(tmpdir(), 'bench-reindex-'))
const [clock, log] = [systemClock, createLogger({ level: 'error' })]
const newId = createIds(clock)
const { db, close } = await openDatabase<MusicTables>({
  url: `sqlite:${join(folder, 'music.db')}`,
  schema: 'music',
  migrations: musicMigrations,
})
const uploader = { id: newId(), name: 'Mina' }
for (let first = 0; first < count; first += 100) await addTracks(db, newId, uploader, first, 100)
const ids = (await db.selectFrom('track').select('id').execute()).map(({ id }) => id)

const engine = (address: string | undefined) =>
  address && createElasticIndex({ url: `${address.replace(/^http/, 'opensearch')}/bench-${newId()}` })
const indices: Record<string, SearchIndex | '' | undefined> = {
  embedded: createFtsIndex({ file: join(folder, 'search.db') }),
  OpenSearch: engine(process.env.OPENSEARCH_URL),
  Elasticsearch: engine(process.env.ELASTICSEARCH_URL),
}
const measures: Measure[] = []
for (const [name, search] of Object.entries(indices)) {
  if (!search) continue
  const goal = name === 'embedded' ? '< 300' : '< 1000'
  const [reindex, latency] = [await measureReindex(search), await measureLatency(search)]
  measures.push(
    { measure: `${name}: reindexed`, value: reindex.filled, unit: 'documents/s', goal: '>= 5000' },
    { measure: `${name}: with the comparison`, value: reindex.compared, unit: 'documents/s' },
    { measure: `${name}: processor time of ours a document`, value: reindex.cpu, unit: 'ms' },
    { measure: `${name}: event loop late, p99`, value: reindex.late, unit: 'ms' },
    { measure: `${name}: writes made`, value: latency.rate, unit: 'a second' },
    { measure: `${name}: processor time of ours a write, until indexed`, value: latency.cpu, unit: 'ms' },
    { measure: `${name}: from commit to found, p50`, value: latency.p50, unit: 'ms' },
    { measure: `${name}: from commit to found, p99`, value: latency.p99, unit: 'ms', goal },
  )
  await search.close()
}
report('reindex', `${count} tracks; ${WRITES_PER_SECOND} writes a second for ${SECONDS} s`, measures)
await close()
await rm(folder, { recursive: true, force: true })

function depsOf(search: SearchIndex) {
  const images = { put: () => Promise.reject(new Error()), release: async () => {}, address: (id: string) => id }
  return { db, clock, newId, log, search, images }
}

async function measureReindex(search: SearchIndex) {
  const reindex = createReindex(depsOf(search))
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
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
    cpu: cpuSince(cpu) / count,
    late: delay.percentile(99) / 1e6,
  }
}

async function measureLatency(search: SearchIndex) {
  const bus = createLogBus({ file: join(folder, `events-${newId()}.db`) })
  const consumers = searchConsumers(depsOf(search))
  const events = await startEvents({ db, source: 'music', bus, consumers, clock, log })
  const times: number[] = []
  const all: Promise<void>[] = []
  const [begun, cpu] = [performance.now(), process.cpuUsage()]
  const due = WRITES_PER_SECOND * SECONDS
  for (let n = 0; n < due; n++) {
    const late = begun + (n * 1000) / WRITES_PER_SECOND - performance.now()
    if (late > 0) await wait(late)
    all.push(write(search, n, times))
  }
  const rate = (due / (performance.now() - begun)) * 1000
  await Promise.all(all)
  await events.idle()
  await events.close()
  await bus.close()
  times.sort((a, b) => a - b)
  return {
    rate,
    cpu: cpuSince(cpu) / due,
    p50: times[Math.floor(times.length / 2)]!,
    p99: times[Math.floor(times.length * 0.99)]!,
  }
}

/** Of all threads, in ms. */
function cpuSince(before: NodeJS.CpuUsage) {
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

async function write(search: SearchIndex, n: number, times: number[]) {
  const id = ids[(n * 7919) % ids.length]!
  const name = `renamed${newId().replaceAll('-', '')}`
  await inTransaction(db, async (tx) => {
    await tx.updateTable('track').set({ title: name }).where('id', '=', id).execute()
    const [row] = await rewriteCards(tx, [id])
    await appendOutbox(tx, trackChanged, { key: id, data: { trackId: id, revision: row!.revision }, at: clock.now() })
  })
  if (n % SAMPLE !== 0) return
  const committed = performance.now()
  while (!(await isFound(search, name))) await wait(10)
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
