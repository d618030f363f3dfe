// One file of 256 MB into the server by the tus protocol, beside a plain copy of it that is on the disk at its end.
import { spawn } from 'node:child_process'
import { createReadStream } from 'node:fs'
import { copyFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { createMusic, musicMigrations, type MusicDeps, type MusicTables } from '@bell/music'
import { createFileBlobs } from '@bell/platform/blobs'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import { createApp, createLogger, createMetricsRegistry, type User } from '@bell/platform/http'
import { report } from './report.ts'

const bytes = 256 * 1024 * 1024
const rounds = 5

if (process.argv[2] === 'send') {
  await send(process.argv[3]!, process.argv[4]!)
  process.exit()
}

const folder = await mkdtemp(join(tmpdir(), 'bell-upload-'))
const source = join(folder, 'source')
await writeFile(source, Buffer.alloc(bytes, 'a piece of sound, of no meaning; '))
const music = await startMusic()
const copies: number[] = []
const uploads: number[] = []
for (let round = 0; round < rounds; round++) {
  copies.push(await timed(() => copy(join(folder, `copy-${round}`))))
  uploads.push(await timed(() => sendFromElsewhere(music.origin)))
}
await music.stop()
await rm(folder, { recursive: true, force: true })

const copied = bytes / 1e6 / median(copies)
const uploaded = bytes / 1e6 / median(uploads)
report('upload', `A file of 256 MB, median of ${rounds}`, [
  { measure: 'plain copy, synced', value: copied, unit: 'MB/s' },
  { measure: 'upload by tus, synced, with its hash', value: uploaded, unit: 'MB/s' },
  { measure: 'upload, of a plain copy', value: uploaded / copied, unit: '×' },
])

async function copy(to: string) {
  await copyFile(source, to)
  const file = await open(to, 'r+')
  await file.sync()
  await file.close()
}

/** By a process of its own, as a browser is one. */
async function sendFromElsewhere(origin: string) {
  const child = spawn(process.execPath, [import.meta.filename, 'send', origin, source], { stdio: 'inherit' })
  const code = await new Promise((resolve) => child.on('exit', resolve))
  if (code !== 0) throw new Error('The upload failed.')
}

async function send(origin: string, file: string) {
  const headers = { authorization: 'Bearer a-token', 'tus-resumable': '1.0.0' }
  const made = await fetch(`${origin}/api/uploads`, {
    method: 'POST',
    headers: { ...headers, 'upload-length': String(bytes) },
  })
  const sent = await fetch(new URL(made.headers.get('location')!, origin), {
    method: 'PATCH',
    headers: { ...headers, 'upload-offset': '0', 'content-type': 'application/offset+octet-stream' },
    body: Readable.toWeb(createReadStream(file, { highWaterMark: 512 * 1024 })) as ReadableStream,
    duplex: 'half',
  } as RequestInit)
  if (sent.status !== 204) throw new Error(`The server answered ${sent.status}.`)
}

async function startMusic() {
  const { db, close } = await openDatabase<MusicTables>({
    url: `sqlite:${join(folder, 'music.db')}`,
    schema: 'music',
    migrations: musicMigrations,
  })
  const artist: User = { id: 'mina', name: 'Mina', roles: ['artist'], scopes: [], sid: 'bench' }
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const log = createLogger({ level: 'warn' })
  const app = await createApp({
    name: 'music',
    version: '0.0.0',
    origin,
    hosts: [`127.0.0.1:${port}`],
    family: [],
    trustedProxies: [],
    verify: () => ({ user: artist, expiresAt: Infinity }),
    log,
    clock: systemClock,
    metrics: createMetricsRegistry({ ofProcess: false }),
  })
  const service = createMusic({
    db,
    log,
    origin,
    clock: systemClock,
    newId: createIds(systemClock),
    blobs: createFileBlobs({ folder: join(folder, 'blobs') }),
    streamKey: 'bench',
    limits: { uploadBytes: bytes, quotaBytes: null },
  } as MusicDeps)
  await service.routes(app)
  await app.listen({ port, host: '127.0.0.1' })
  return {
    origin,
    async stop() {
      await app.close()
      await service.close()
      await close()
    },
  }
}

async function freePort() {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

/** Seconds. */
async function timed(work: () => Promise<void>) {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}

function median(values: number[]) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
}
