import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { createMusic, musicMigrations, type MusicDeps, type MusicTables } from '@bell/music'
import { createFileBlobs } from '@bell/platform/blobs'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import { createLogBus, startEvents } from '@bell/platform/events'
import { createApp, createEventStream, createLogger, createMetricsRegistry, type User } from '@bell/platform/http'
import { createEmbeddedKeyValue } from '@bell/platform/key-value'
import { createFtsIndex } from '@bell/platform/search-index'
import { report } from './report.ts'

// Many files at once (BENCH_FILES, 300 unless told): first read alone, then decoded alone, then as many again with both
// side by side, as it is; what memory grows to, and what a page of the library costs meanwhile. ImgBell answers at once
// here. Each is one of the committed files made another by bytes of its own at the end; or give a folder of music:
// npm run bench -- ingest, with BENCH_MUSIC=FOLDER.

const files = Number(process.env.BENCH_FILES ?? 300)
const artist: User = { id: crypto.randomUUID(), name: 'Mina', roles: ['artist'], scopes: [], sid: 'bench' }
const headers = { host: 'music.bench', authorization: 'Bearer a-token' }
const folder = await mkdtemp(join(tmpdir(), 'bench-ingest-'))
const log = createLogger({ level: 'error' })
const clock = systemClock
const { db, close } = await openDatabase<MusicTables>({
  url: `sqlite:${join(folder, 'music.db')}`,
  schema: 'music',
  migrations: musicMigrations,
})
const keyValue = createEmbeddedKeyValue({ clock, log })
const search = createFtsIndex({ file: join(folder, 'search.db') })
const deps: MusicDeps = {
  db,
  clock,
  newId: createIds(clock),
  blobs: createFileBlobs({ folder: join(folder, 'blobs') }),
  search,
  images: {
    put: async () => ({ id: crypto.randomUUID(), color: '#b08d57' }),
    release: async () => {},
    address: (id) => `http://img.bench/i/${id}`,
  },
  stream: createEventStream({ keyValue, log }),
  denials: { hasEnded: (_sid: string): boolean => false },
  streamKey: 'a key for benches',
  origin: 'http://music.bench',
  imgOrigin: 'http://img.bench',
  limits: { uploadBytes: 2 ** 30, quotaBytes: null },
  deletedKeptMs: 24 * 3600 * 1000,
  log,
}
const music = createMusic(deps)
const bus = createLogBus({ file: join(folder, 'events.db') })
const app = await createApp({
  name: 'music',
  version: '0.0.0',
  origin: 'http://music.bench',
  hosts: ['music.bench'],
  family: [],
  trustedProxies: [],
  verify: () => ({ user: artist, clientId: 'bell-music', issuedAt: 0, expiresAt: Infinity }),
  log,
  clock,
  metrics: createMetricsRegistry({ ofProcess: false }),
})
await music.routes(app)

const sources = await findSources()
const idle = fork(new URL('./idle-loop.ts', import.meta.url))
const reading = music.consumers.filter(({ group }) => group !== 'music.sound')
let added = 0

await drop()
const tagsOnly = await measure(reading, async () => (await countProcessing()) === 0)
const decodedOnly = await measure(music.consumers, async () => (await countAnalyses()) === files)
await drop()
let readAt = 0
const together = await measure(music.consumers, async (ms) => {
  if (readAt === 0 && (await countProcessing()) === 0) readAt = ms
  return readAt > 0 && (await countAnalyses()) === files * 2
})

report('ingest', `${files} files dropped at once (${sources.length} different ones)`, [
  { measure: 'reading alone (tags, format, a second of sound)', value: perSecond(tagsOnly.ms), unit: 'tracks/s' },
  ...costs(tagsOnly),
  { measure: 'decoding alone (waveform, loudness)', value: perSecond(decodedOnly.ms), unit: 'tracks/s' },
  ...costs(decodedOnly),
  { measure: 'both together: read', value: perSecond(readAt), unit: 'tracks/s' },
  { measure: 'both together: read and decoded', value: perSecond(together.ms), unit: 'tracks/s' },
  ...costs(together),
])
idle.disconnect()
await app.close()
await bus.close()
await music.close()
await search.close()
await keyValue.close()
await close()
await rm(folder, { recursive: true, force: true })

async function drop() {
  for (let n = 0; n < files; n++, added++) await add(added, sources[added % sources.length]!)
}

/** Runs consumers until `done`, and looks at the library meanwhile as a listener would. */
async function measure(consumers: typeof music.consumers, done: (ms: number) => Promise<boolean>) {
  const loop = monitorEventLoopDelay({ resolution: 5 })
  const requests: number[] = []
  const memory: number[] = []
  const watching = setInterval(() => memory.push(process.memoryUsage.rss() / 1e6), 50)
  await askIdle()
  loop.enable()
  const started = performance.now()
  const before = process.threadCpuUsage()
  const events = await startEvents({ db, source: 'music', bus, consumers, clock, log })
  while (!(await done(performance.now() - started))) {
    const asked = performance.now()
    await app.inject({ url: '/api/tracks?limit=50', headers })
    requests.push(performance.now() - asked)
    await wait(20)
  }
  const ms = performance.now() - started
  loop.disable()
  const { user, system } = process.threadCpuUsage(before)
  const idleLoop = await askIdle()
  clearInterval(watching)
  await events.close()
  requests.sort((a, b) => a - b)
  return {
    ms,
    served: (user + system) / 1000,
    requests,
    memory,
    loop: { p99: loop.percentile(99) / 1e6, longest: loop.max / 1e6 },
    idleLoop,
  }
}

/** @returns by how much a process that does nothing was late since it was asked last */
async function askIdle() {
  idle.send('')
  return ((await once(idle, 'message')) as [{ p99: number; longest: number }])[0]
}

function costs({ served, requests, memory, loop, idleLoop }: Awaited<ReturnType<typeof measure>>) {
  const quarter = Math.ceil(memory.length / 4)
  return [
    { measure: '  work of the thread that serves', value: served / files, unit: 'ms a track' },
    { measure: '  GET /api/tracks meanwhile, p50', value: requests[Math.floor(requests.length / 2)]!, unit: 'ms' },
    { measure: '  GET /api/tracks meanwhile, p99', value: requests[Math.floor(requests.length * 0.99)]!, unit: 'ms' },
    { measure: '  event loop delay, p99', value: loop.p99, unit: 'ms' },
    { measure: '  … of an idle process beside it', value: idleLoop.p99, unit: 'ms' },
    { measure: '  event loop delay, longest', value: loop.longest, unit: 'ms' },
    { measure: '  … of an idle process beside it', value: idleLoop.longest, unit: 'ms' },
    { measure: '  memory at most, first quarter', value: Math.max(...memory.slice(0, quarter)), unit: 'MB' },
    { measure: '  memory at most, last quarter', value: Math.max(...memory.slice(-quarter)), unit: 'MB' },
  ]
}

function perSecond(ms: number) {
  return (files / ms) * 1000
}

async function findSources() {
  const given = process.env.BENCH_MUSIC
  const place = given ?? new URL('../services/music/fixtures/', import.meta.url).pathname
  const names = (await readdir(place)).filter((name) => /\.(mp3|flac|ogg|opus|wav)$/.test(name))
  return Promise.all(names.slice(0, 20).map((name) => readFile(join(place, name))))
}

async function add(n: number, source: Buffer) {
  // Bytes of its own make a content of its own; decoders pass over them. An Ogg page cannot be followed by anything but
  // a page, so its number stands in the serial that pages of one stream share.
  const bytes = source.subarray(0, 4).equals(Buffer.from('OggS')) ? renumber(source, n) : tail(source, n)
  const made = await app.inject({
    method: 'POST',
    url: '/api/uploads',
    headers: { ...headers, 'tus-resumable': '1.0.0', 'upload-length': String(bytes.length) },
  })
  const sent = await app.inject({
    method: 'PATCH',
    url: new URL(String(made.headers.location), 'http://music.bench').pathname,
    headers: {
      ...headers,
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    },
    payload: bytes,
  })
  const uploadId = String(made.headers.location).split('/').at(-1)
  const track = await app.inject({ method: 'POST', url: '/api/tracks', headers, payload: { uploadId } })
  if (track.statusCode !== 201) throw new Error(`${sent.statusCode} ${track.body}`)
}

function tail(source: Buffer, n: number) {
  const own = Buffer.alloc(8)
  own.writeUInt32LE(n, 4)
  return Buffer.concat([source, own])
}

function renumber(source: Buffer, n: number) {
  const bytes = Buffer.from(source)
  for (let at = bytes.indexOf('OggS'); at >= 0; at = bytes.indexOf('OggS', at + 27)) bytes.writeUInt32LE(n + 1, at + 14)
  return bytes
}

async function countProcessing() {
  const row = await db
    .selectFrom('track')
    .select((of) => of.fn.countAll<number>().as('count'))
    .where('status', '=', 'processing')
    .executeTakeFirstOrThrow()
  return Number(row.count)
}

async function countAnalyses() {
  const row = await db
    .selectFrom('soundAnalysis')
    .select((of) => of.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow()
  return Number(row.count)
}
