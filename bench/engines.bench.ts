// The same service on SQLite and on PostgreSQL (PG_URL), in turns within one run: a page of the library, a track, and plays
// that are written down. Clients of the lists are another process; plays come from here, without HTTP's connections. Events
// are measured by the benchmark of events, refreshing on PostgreSQL by that of sign-in with BELL_DATABASE_URL set.
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql } from 'kysely'
import { connections, fire, type Load } from './cannon.ts'
import { addTracks } from '../services/music/src/many-tracks.fixture.ts'
import { inTurns } from './in-turns.ts'
import { median } from './median.ts'
import { createMusicApp, headers } from './music-app.ts'
import { report, type Measure } from './report.ts'

const tracks = 20_000
const rounds = 3
const seconds = 2
const players = 32

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
for (const one of contestants) await one.close()
await rm(folder, { recursive: true })
report('engines', `SQLite and PostgreSQL, ${connections} connections, median of ${rounds} × ${seconds} s`, measures)

type Contestant = Awaited<ReturnType<typeof start>>

async function compare(what: string, run: (one: Contestant) => Promise<Load>) {
  for (const [{ name }, all] of await inTurns(contestants, rounds, run)) {
    measures.push({ measure: `${what}: ${name}`, value: median(all.map(({ rate }) => rate)), unit: 'req/s' })
    measures.push({ measure: '… p99', value: median(all.map(({ p99 }) => p99)), unit: 'ms' })
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
