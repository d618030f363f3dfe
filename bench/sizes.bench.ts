import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { musicMigrations, type MusicTables } from '@bell/music'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase, type Db } from '@bell/platform/database'
import type { User } from '@bell/platform/http'
import { sql, type RawBuilder } from 'kysely'
import { addTracks } from '../services/music/src/many-tracks.fixture.ts'
import { createMusicApp, headers } from './music-app.ts'
import { report, type Measure } from './report.ts'

// What tracks and plays take in the database, tables and indices together, and how long requests take then: pages further
// and further down, tracks of chance, and each time another listener, so that no answer is that of the time before. On SQLite, and on PostgreSQL where PG_URL names one (in a schema of its own, which is dropped), or on the one
// that BENCH_ENGINE names. As many as the machine carries:
//   BENCH_TRACKS=1000000 BENCH_PLAYS=100000000 BENCH_ENGINE=PostgreSQL npm run bench -- sizes

const trackCount = Number(process.env['BENCH_TRACKS'] ?? 20_000)
const playCount = Number(process.env['BENCH_PLAYS'] ?? 200_000)
/** Plays of one listener, and tracks that those are of. */
const playsEach = 1000
const tracksEach = 250
/** Plays made by one statement. */
const chunk = 200_000
/** Connections that fill PostgreSQL's tables at once. */
const fillers = 3
const listenerId = (n: number) => `00000000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
const listener: User = { id: listenerId(0), name: 'Mina', roles: ['listener'], scopes: [], sid: 'bench' }
const tables = {
  tracks: ['track', 'credit'],
  plays: ['play', 'recentTrack'],
}

const folder = await mkdtemp(join(tmpdir(), 'bench-sizes-'))
const engines: Record<string, { url: string; schema: string }> = {
  SQLite: { url: `sqlite:${join(folder, 'music.db')}`, schema: 'music' },
  ...(process.env['PG_URL'] && { PostgreSQL: { url: process.env['PG_URL'], schema: `bench_sizes_${process.pid}` } }),
}
const only = process.env['BENCH_ENGINE']
const measures: Measure[] = []
for (const [engine, { url, schema }] of Object.entries(engines)) {
  if (only !== undefined && engine !== only) continue
  const database = await openDatabase<MusicTables>({ url, schema, migrations: musicMigrations })
  const { db, dialect } = database
  const newId = createIds(systemClock)
  const note = (measure: string, value: number, unit: string) =>
    measures.push({ measure: `${engine}: ${measure}`, value, unit })

  const begun = performance.now()
  const uploader = { id: newId(), name: 'Joon' }
  await inParts(trackCount, 100, (first) => addTracks(db, newId, uploader, first, 100))
  note(
    'a track, with its credit and indices',
    (await bytesOf(db, dialect, schema, tables.tracks)) / trackCount,
    'bytes',
  )
  await addPlays(db, dialect)
  note(
    'a play, with what was played last and indices',
    (await bytesOf(db, dialect, schema, tables.plays)) / playCount,
    'bytes',
  )
  note('filling it all', (performance.now() - begun) / 1000, 's')
  await sql`ANALYZE`.execute(db)

  const { app, music } = await createMusicApp(listener, { db, newId })
  const trackIds = await someTracks(db)
  const asked = {
    'GET /api/tracks?limit=50': (cursor: string) => ({ url: `/api/tracks?limit=50${cursor}` }),
    'GET /api/tracks?limit=50&sort=title': (cursor: string) => ({ url: `/api/tracks?limit=50&sort=title${cursor}` }),
    'GET /api/recent?limit=50': () => ({ url: '/api/recent?limit=50' }),
    'GET /api/tracks/:id': (_: string, trackId: string) => ({ url: `/api/tracks/${trackId}` }),
    'POST /api/plays': (_: string, trackId: string) => ({
      method: 'POST' as const,
      url: '/api/plays',
      payload: { trackId },
    }),
  }
  for (const [name, request] of Object.entries(asked)) {
    const times: number[] = []
    let cursor = ''
    for (const trackId of trackIds) {
      listener.id = listenerId(Math.floor((Math.random() * playCount) / playsEach))
      const begin = performance.now()
      const answer = await app.inject({ ...request(cursor, trackId), headers })
      times.push(performance.now() - begin)
      const { items, nextCursor } = answer.json<{ items?: unknown[]; nextCursor?: string | null }>()
      if (answer.statusCode >= 300 || items?.length === 0) throw new Error(`${name}: ${answer.body.slice(0, 300)}`)
      cursor = nextCursor ? `&cursor=${encodeURIComponent(nextCursor)}` : ''
    }
    times.sort((a, b) => a - b)
    note(`${name}, p50`, times[Math.floor(times.length / 2)]!, 'ms')
    note(`${name}, p99`, times[Math.floor(times.length * 0.99)]!, 'ms')
  }
  await app.close()
  await music.close()
  if (dialect === 'postgres') await sql`DROP SCHEMA ${sql.id(schema)} CASCADE`.execute(db)
  await database.close()
}
await rm(folder, { recursive: true, force: true })
report('sizes', `${trackCount.toLocaleString('en')} tracks, ${playCount.toLocaleString('en')} plays`, measures)

/** From all over the table, in no order. */
async function someTracks(db: Db<MusicTables>) {
  const rows = await db.selectFrom('track').select('id').orderBy('id').execute()
  return Array.from({ length: 500 }, () => rows[Math.floor(Math.random() * rows.length)]!.id)
}

/**
 * Plays of a great many people, a second apart, each of whom hears some tracks again and again; `recentTrack` has a row for
 * each of theirs. Made by the engine itself, tens of thousands in a second.
 */
async function addPlays(db: Db<MusicTables>, dialect: string) {
  const hex = (number: RawBuilder<unknown>) =>
    dialect === 'sqlite' ? sql`printf('%012x', ${number})` : sql`lpad(to_hex(${number}), 12, '0')`
  const from = sql.lit(systemClock.now() - playCount * 1000)
  const at = sql`(${from} + n * 1000)`
  const playId = sql`substr(${hex(at)}, 1, 8) || '-' || substr(${hex(at)}, 9, 4) || '-7000-8000-' || ${hex(sql`n`)}`
  const userId = sql`${sql.lit(listenerId(0).slice(0, -12))} || ${hex(sql`n / ${sql.lit(playsEach)}`)}`
  await sql`create table numbered as select id, row_number() over (order by id) - 1 as place from track`.execute(db)
  await sql`create index numbered_place on numbered (place)`.execute(db)
  const place = sql`(n / ${sql.lit(playsEach)} * 7919 + n % ${sql.lit(tracksEach)}) % ${sql.lit(trackCount)}`
  await inParts(playCount, chunk, (first) =>
    db.transaction().execute(async (tx) => {
      const last = Math.min(first + chunk, playCount) - 1
      const made = sql`
        with recursive series(n) as (
          select cast(${sql.lit(first)} as bigint) union all select n + 1 from series where n < ${sql.lit(last)}
        ), made as (
          select n, ${playId} as "playId", ${userId} as "userId", numbered.id as "trackId", ${at} as at
          from series join numbered on numbered.place = ${place}
        )`
      await sql`
        insert into play
          (id, "userId", "trackId", "startedAt", "reportedAt", "positionMs", "heardMs", state, "listenedAt")
        ${made} select "playId", "userId", "trackId", at, at, 180000, 180000, 'ended', at from made order by n`.execute(
        tx,
      )
      await sql`
        insert into "recentTrack" ("userId", "trackId", "playedAt")
        ${made} select "userId", "trackId", max(at) from made group by 1, 2`.execute(tx)
    }),
  )
  await sql`drop table numbered`.execute(db)
}

/** Each part begins where the one before it ends; some at once, where the engine takes them. */
async function inParts(count: number, size: number, make: (first: number) => Promise<unknown>) {
  let next = 0
  async function work() {
    while (next < count) {
      const first = next
      next += size
      await make(first)
    }
  }
  await Promise.all(Array.from({ length: fillers }, work))
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
