import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import fastify from 'fastify'
import { connections, fire, type Load } from './cannon.ts'
import { addTracks } from '../services/music/src/many-tracks.fixture.ts'
import { median } from './median.ts'
import { createMusicApp, headers } from './music-app.ts'
import { report, type Measure } from './report.ts'

// GET /api/tracks?limit=50 against an empty Fastify route with the same body, at 10 000 and at 100 000 tracks, on one
// core: rounds of the two take turns, and the medians count. The clients are another process.

const sizes = [10_000, 100_000]
const rounds = 3
const seconds = 2

const folder = await mkdtemp(join(tmpdir(), 'bench-tracks-'))
const database = await openDatabase<MusicTables>({
  url: `sqlite:${join(folder, 'music.db')}`,
  schema: 'music',
  migrations: musicMigrations,
})
const { db } = database
const newId = createIds(systemClock)
const listener: User = { id: newId(), name: 'Mina', roles: ['listener'], scopes: [], sid: 'bench' }

const { app, music } = await createMusicApp(listener, { db, newId })
const lists = await listen(app)

const empty = fastify()
let body = ''
empty.get('/', (_request, reply) => reply.type('application/json; charset=utf-8').send(body))
const nothing = await listen(empty)

const measures: Measure[] = []
let tracks = 0
for (const size of sizes) {
  for (; tracks < size; tracks += 100) await addTracks(db, newId, listener, tracks, 100)
  body = (await app.inject({ url: '/api/tracks?limit=50', headers })).body
  if (JSON.parse(body).items.length !== 50) throw new Error(body.slice(0, 300))
  const listed: Load[] = []
  const idle: Load[] = []
  await fire(`${lists}/api/tracks?limit=50`, 1, headers)
  for (let round = 0; round < rounds; round++) {
    idle.push(await fire(nothing, seconds, headers))
    listed.push(await fire(`${lists}/api/tracks?limit=50`, seconds, headers))
  }
  const rate = median(listed.map((one) => one.rate))
  const most = median(idle.map((one) => one.rate))
  const label = `${size / 1000}k tracks`
  measures.push(
    { measure: `${label}: empty route, same ${Math.round(body.length / 1000)} kB`, value: most, unit: 'req/s' },
    { measure: `${label}: GET /api/tracks?limit=50`, value: rate, unit: 'req/s' },
    { measure: `${label}: ratio`, value: rate / most, unit: '', goal: '≥ 0.25' },
    { measure: `${label}: p99 of the empty route`, value: median(idle.map((one) => one.p99)), unit: 'ms' },
    { measure: `${label}: p99`, value: median(listed.map((one) => one.p99)), unit: 'ms', goal: '< 10' },
  )
}
await empty.close()
await app.close()
await music.close()
await database.close()
await rm(folder, { recursive: true })
report(
  'tracks',
  `A page of the library, one core, ${connections} connections, median of ${rounds} × ${seconds} s`,
  measures,
)

async function listen(server: { listen(o: { port: number; host: string }): Promise<string> }) {
  return server.listen({ port: 0, host: '127.0.0.1' })
}
