import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase, type Db } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql } from 'kysely'
import { addTracks } from '../services/music/src/many-tracks.fixture.ts'
import { createMusicApp, headers } from './music-app.ts'
import { report, type Measure } from './report.ts'

// What tracks and plays take in the database, tables and indices together, and how long a page of each takes then. On
// SQLite, and on PostgreSQL where PG_URL names one (in a schema of its own, which is dropped). As many as the machine carries:
//   BENCH_TRACKS=1000000 BENCH_PLAYS=100000000 npm run bench -- sizes

const trackCount = Number(process.env['BENCH_TRACKS'] ?? 20_000)
const playCount = Number(process.env['BENCH_PLAYS'] ?? 200_000)
/** Plays of one listener. */
const playsEach = 1000
const listener: User = { id: '', name: 'Mina', roles: ['listener'], scopes: [], sid: 'bench' }
const tables = {
  tracks: ['track', 'credit'],
  plays: ['play', 'recentTrack'],
}

const folder = await mkdtemp(join(tmpdir(), 'bench-sizes-'))
const engines: Record<string, { url: string; schema: string }> = {
  SQLite: { url: `sqlite:${join(folder, 'music.db')}`, schema: 'music' },
  ...(process.env['PG_URL'] && { PostgreSQL: { url: process.env['PG_URL'], schema: `bench_sizes_${process.pid}` } }),
}
const measures: Measure[] = []
for (const [engine, { url, schema }] of Object.entries(engines)) {
  const database = await openDatabase<MusicTables>({ url, schema, migrations: musicMigrations })
  const { db, dialect } = database
  const newId = createIds(systemClock)
  const note = (measure: string, value: number, unit: string) =>
    measures.push({ measure: `${engine}: ${measure}`, value, unit })

  const begun = performance.now()
  for (let n = 0; n < trackCount; n += 100) await addTracks(db, newId, { id: newId(), name: 'Joon' }, n, 100)
  note(
    'a track, with its credit and indices',
    (await bytesOf(db, dialect, schema, tables.tracks)) / trackCount,
    'bytes',
  )
  await addPlays(db, newId)
  note(
    'a play, with what was played last and indices',
    (await bytesOf(db, dialect, schema, tables.plays)) / playCount,
    'bytes',
  )
  note('filling it all', (performance.now() - begun) / 1000, 's')
  await sql`ANALYZE`.execute(db)

  const { app, music } = await createMusicApp(listener, { db, newId })
  for (const path of ['/api/tracks?limit=50', '/api/tracks?limit=50&sort=title', '/api/recent?limit=50']) {
    const times: number[] = []
    for (let n = 0; n < 100; n++) {
      const begin = performance.now()
      const answer = await app.inject({ url: path, headers })
      times.push(performance.now() - begin)
      if (answer.json<{ items: unknown[] }>().items.length === 0)
        throw new Error(`${path}: ${answer.body.slice(0, 300)}`)
    }
    times.sort((a, b) => a - b)
    note(`GET ${path}, p50`, times[49]!, 'ms')
    note(`GET ${path}, p99`, times[98]!, 'ms')
  }
  await app.close()
  await music.close()
  if (dialect === 'postgres') await sql`DROP SCHEMA ${sql.id(schema)} CASCADE`.execute(db)
  await database.close()
}
await rm(folder, { recursive: true, force: true })
report('sizes', `${trackCount.toLocaleString('en')} tracks, ${playCount.toLocaleString('en')} plays`, measures)

/** Plays of a great many people, each of other tracks; `recentTrack` has a row for each pair. */
async function addPlays(db: Db<MusicTables>, newId: () => string) {
  const ids = await db.selectFrom('track').select('id').limit(10_000).execute()
  listener.id = newId()
  let userId = listener.id
  const at = systemClock.now() - playCount * 1000
  for (let first = 0; first < playCount; first += 500) {
    if (first % playsEach === 0 && first > 0) userId = newId()
    const rows = Array.from({ length: Math.min(500, playCount - first) }, (_, n) => {
      const startedAt = at + (first + n) * 1000
      const trackId = ids[((first + n) * 7919) % ids.length]!.id
      return { id: newId(), userId, trackId, startedAt, reportedAt: startedAt, positionMs: 180_000, heardMs: 180_000 }
    })
    await db.transaction().execute(async (tx) => {
      const plays = rows.map((row) => ({ ...row, state: 'ended' as const, listenedAt: row.reportedAt }))
      await tx.insertInto('play').values(plays).execute()
      await tx
        .insertInto('recentTrack')
        .values(rows.map(({ trackId, startedAt }) => ({ userId, trackId, playedAt: startedAt })))
        .onConflict((conflict) => conflict.doNothing())
        .execute()
    })
  }
}

/** Of these tables and their indices. */
async function bytesOf(db: Db<MusicTables>, dialect: string, schema: string, names: string[]) {
  const query =
    dialect === 'sqlite'
      ? sql<{ bytes: number }>`
          SELECT sum(pgsize) AS bytes FROM dbstat
          WHERE name IN (SELECT name FROM sqlite_schema WHERE tbl_name IN (${sql.join(names)}))`
      : sql<{ bytes: number }>`
          SELECT sum(pg_total_relation_size(oid)) AS bytes FROM pg_class
          WHERE relkind = 'r' AND relnamespace = ${schema}::regnamespace AND relname IN (${sql.join(names)})`
  const { rows } = await query.execute(db)
  return Number(rows[0]!.bytes)
}
