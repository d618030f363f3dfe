// The same service on SQLite and on PostgreSQL (PG_URL), in turns within one run: a page of the library, a track, plays
// that are written down, and how fast a relay empties an outbox that has filled up. Clients of the lists are another
// process; plays come from here, without HTTP's connections. Refreshing on PostgreSQL is measured by the sign-in benchmark
// with BELL_DATABASE_URL set.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase, type Db } from '@bell/platform/database'
import { startEvents, type EventBus, type EventTables } from '@bell/platform/events'
import type { User } from '@bell/platform/http'
import { sql } from 'kysely'
import { connections, fire, type Load } from './cannon.ts'
import { addTracks } from '../services/music/src/many-tracks.fixture.ts'
import { median } from './median.ts'
import { createMusicApp, headers } from './music-app.ts'
import { report, type Measure } from './report.ts'

const tracks = 20_000
const rounds = 3
const seconds = 2
const players = 32
const waitingEvents = 20_000

if (!process.env.PG_URL) {
  console.log('PG_URL is not set: there is no PostgreSQL to compare with.')
  process.exit()
}
const folder = await mkdtemp(join(tmpdir(), 'bench-engines-'))
const schema = `bench_${randomUUID().replaceAll('-', '').slice(0, 12)}`
const contestants = [
  await start('SQLite', `sqlite:${join(folder, 'music.db')}`),
  await start('PostgreSQL', process.env.PG_URL),
]

const measures: Measure[] = []
await compare('GET /api/tracks?limit=50', ({ address }) => fire(`${address}/api/tracks?limit=50`, seconds, headers))
await compare('GET /api/tracks/:id', ({ address, trackId }) =>
  fire(`${address}/api/tracks/${trackId}`, seconds, headers),
)
await compare('POST /api/plays, 32 at a time', play)
await compare('relay of 20,000 waiting events', relay, 'events/s')
for (const one of contestants) await one.close()
await rm(folder, { recursive: true })
report('engines', `SQLite and PostgreSQL, ${connections} connections, median of ${rounds} × ${seconds} s`, measures)

type Contestant = Awaited<ReturnType<typeof start>>

async function compare(what: string, run: (one: Contestant) => Promise<Load>, unit = 'req/s') {
  const loads = new Map<Contestant, Load[]>(contestants.map((one) => [one, []]))
  for (let round = 0; round <= rounds; round++)
    for (const one of contestants) {
      const load = await run(one)
      // The first is for the compiler.
      if (round > 0) loads.get(one)!.push(load)
    }
  for (const [{ name }, all] of loads) {
    measures.push({ measure: `${what}: ${name}`, value: median(all.map(({ rate }) => rate)), unit })
    if (unit === 'req/s') measures.push({ measure: '… p99', value: median(all.map(({ p99 }) => p99)), unit: 'ms' })
  }
}

async function start(name: string, url: string) {
  const database = await openDatabase<MusicTables>({ url, schema, migrations: musicMigrations })
  const { db } = database
  const newId = createIds(systemClock)
  const listener: User = { id: newId(), name: 'Mina', roles: ['listener'], scopes: [], sid: 'bench' }
  const { app, music } = await createMusicApp(listener, { db, newId })
  for (let n = 0; n < tracks; n += 100) await addTracks(db, newId, listener, n, 100)
  if (database.dialect === 'postgres') await sql`analyze`.execute(db)
  const { id: trackId } = await db.selectFrom('track').select('id').limit(1).executeTakeFirstOrThrow()
  return {
    name,
    db: db as unknown as Db<EventTables>,
    trackId,
    app,
    address: await app.listen({ port: 0, host: '127.0.0.1' }),
    close: async () => {
      await app.close()
      await music.close()
      if (database.dialect === 'postgres') await sql`drop schema ${sql.id(schema)} cascade`.execute(db)
      await database.close()
    },
  }
}

async function play({ app, trackId }: Contestant): Promise<Load> {
  const times: number[] = []
  const from = performance.now()
  const until = from + seconds * 1000
  const one = async () => {
    while (performance.now() < until) {
      const began = performance.now()
      const { statusCode, body } = await app.inject({
        method: 'POST',
        url: '/api/plays',
        headers,
        payload: { trackId },
      })
      if (statusCode !== 201) throw new Error(body)
      times.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: players }, one))
  const rate = (times.length / (performance.now() - from)) * 1000
  return { rate, p99: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]! }
}

/** To a bus that takes all at once: what is measured is reading, handing over and noting. */
async function relay({ db }: Contestant): Promise<Load> {
  const row = { topic: 'bench', type: 'bench.thing.happened', version: 1, data: '{"n":1}', time: systemClock.now() }
  for (let n = 0; n < waitingEvents; n += 500) {
    const rows = Array.from({ length: 500 }, (_, at) => ({
      ...row,
      id: randomUUID(),
      key: `key ${at}`,
      partition: at % 16,
    }))
    await db.insertInto('outbox').values(rows).execute()
  }
  let published = 0
  const bus: EventBus = {
    async publish(_topic, events) {
      published += events.length
    },
    subscribe: async () => ({ close: async () => {} }),
    lag: async () => new Map<string, number>(),
    rewind: async () => 0,
    close: async () => {},
  }
  const began = performance.now()
  const log = { warn: console.warn, error: console.error }
  const events = await startEvents({ db, source: 'bench', bus, consumers: [], clock: systemClock, log })
  // What the plays before have left goes too.
  await events.idle()
  const rate = (published / (performance.now() - began)) * 1000
  await events.close()
  return { rate, p99: 0 }
}
