// One file of 256 MB into the server by the tus protocol, beside a plain copy of it that is on the disk at its end, and
// beside the least that a server in Node.js can do: a request piped into a file. Then, where S3_ENDPOINT names an S3
// server, the same into a bucket, beside what AWS's client does when it puts the file there in one piece, and how late the
// event loop was meanwhile, beside that of a process that does nothing.
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { execFile, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { copyFile, mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { pipeline } from 'node:stream/promises'
import { promisify } from 'node:util'
import { createMusic, musicMigrations, type MusicDeps, type MusicTables } from '@bell/music'
import { createFileBlobs, openS3Blobs, type BlobStore } from '@bell/platform/blobs'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import { createApp, createLogger, createMetricsRegistry, type User } from '@bell/platform/http'
import { bucket, ownFolder } from '../e2e/engines.ts'
import { freePort } from '../packages/platform/src/test-kit/free-port.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const bytes = 256 * 1024 * 1024
const rounds = 5
const run = promisify(execFile)

if (process.argv[2] === 'send') {
  const [origin, file, how] = process.argv.slice(3) as [string, string, string]
  // Its own start is not the upload's.
  const seconds =
    how === 'put'
      ? await timed(() => put(file))
      : await timed(async () => send(new URL(how === 'tus' ? await begin(origin) : '/', origin), file))
  console.log(seconds)
  process.exit()
}

const folder = await mkdtemp(join(tmpdir(), 'bell-upload-'))
const source = join(folder, 'source')
await writeFile(source, Buffer.alloc(bytes, 'a piece of sound, of no meaning; '))
const music = await startMusic('files', createFileBlobs({ folder: join(folder, 'blobs') }))
const copies: number[] = []
const pipes: number[] = []
const uploads: number[] = []
const plain = await startPlain()
for (let round = 0; round < rounds; round++) {
  copies.push(await timed(() => copy(join(folder, `copy-${round}`))))
  pipes.push(await sendFromElsewhere(plain.origin, 'plain'))
  uploads.push(await sendFromElsewhere(music.origin, 'tus'))
}
plain.stop()
await music.stop()

const copied = bytes / 1e6 / median(copies)
const piped = bytes / 1e6 / median(pipes)
const uploaded = bytes / 1e6 / median(uploads)
report('upload', `A file of 256 MB, median of ${rounds}`, [
  { measure: 'plain copy, synced', value: copied, unit: 'MB/s' },
  { measure: 'request piped into a file, synced', value: piped, unit: 'MB/s' },
  { measure: 'upload by tus, synced, with its hash', value: uploaded, unit: 'MB/s' },
  { measure: 'upload, of a plain copy', value: uploaded / copied, unit: '×', goal: '≥ 0.4' },
  { measure: 'upload, of a piped request', value: uploaded / piped, unit: '×' },
])
if (process.env.S3_ENDPOINT) await intoBucket()
await rm(folder, { recursive: true, force: true })

async function intoBucket() {
  const storage = await openS3Blobs(await ownFolder(`bench-${randomUUID()}`), createLogger({ level: 'warn' }))
  const blobs = storage.blobsOf('music')
  const music = await startMusic('s3', blobs)
  const idle = fork(join(import.meta.dirname, 'idle-loop.ts'))
  const loop = monitorEventLoopDelay({ resolution: 5 })
  const puts: number[] = []
  const uploads: number[] = []
  const delays: Record<'p99' | 'longest' | 'idleP99' | 'idleLongest', number>[] = []
  const idleDelay = async () => {
    idle.send('delay')
    return ((await once(idle, 'message')) as [{ p99: number; longest: number }])[0]
  }
  // The first is for the compiler, and loads the client.
  for (let round = 0; round <= rounds; round++) {
    const put = await sendFromElsewhere('s3', 'put')
    await idleDelay()
    loop.reset()
    loop.enable()
    const upload = await sendFromElsewhere(music.origin, 'tus')
    loop.disable()
    const { p99, longest } = await idleDelay()
    for await (const { key } of blobs.list()) await blobs.delete(key)
    if (round === 0) continue
    puts.push(put)
    uploads.push(upload)
    delays.push({ p99: loop.percentile(99) / 1e6, longest: loop.max / 1e6, idleP99: p99, idleLongest: longest })
  }
  idle.kill()
  await music.stop()
  storage.close()
  const delay = (name: keyof (typeof delays)[number]) => median(delays.map((one) => one[name]))
  const [put, upload] = [bytes / 1e6 / median(puts), bytes / 1e6 / median(uploads)]
  report('upload', `A file of 256 MB into a bucket, median of ${rounds}`, [
    { measure: 'put by AWS’s client, from the disk', value: put, unit: 'MB/s' },
    { measure: 'upload by tus, with its hash', value: upload, unit: 'MB/s' },
    { measure: 'upload, of such a put', value: upload / put, unit: '×' },
    { measure: 'event loop delay while it came, p99', value: delay('p99'), unit: 'ms' },
    { measure: '… longest', value: delay('longest'), unit: 'ms' },
    { measure: '… of a process that does nothing, p99', value: delay('idleP99'), unit: 'ms' },
    { measure: '… longest', value: delay('idleLongest'), unit: 'ms' },
  ])
}

/** Into the bucket, in one piece, as AWS's client does it by itself. */
async function put(file: string) {
  const client = new S3Client({ endpoint: process.env.S3_ENDPOINT!, region: 'us-east-1', forcePathStyle: true })
  const Body = createReadStream(file, { highWaterMark: 512 * 1024 })
  await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'bench-put', Body, ContentLength: bytes }))
}

async function copy(to: string) {
  await copyFile(source, to)
  const file = await open(to, 'r+')
  await file.sync()
  await file.close()
}

/** By a process of its own, as a browser is one. Seconds. */
async function sendFromElsewhere(origin: string, how: 'tus' | 'plain' | 'put') {
  const { stdout } = await run(process.execPath, [import.meta.filename, 'send', origin, source, how])
  return Number(stdout)
}

async function begin(origin: string) {
  const headers = { authorization: 'Bearer a-token', 'tus-resumable': '1.0.0', 'upload-length': String(bytes) }
  const made = await fetch(`${origin}/api/uploads`, { method: 'POST', headers })
  return made.headers.get('location')!
}

async function send(to: URL, file: string) {
  const request = http.request(to, {
    method: 'PATCH',
    headers: {
      authorization: 'Bearer a-token',
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
      'content-length': bytes,
    },
  })
  const answered = new Promise<http.IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject)
  })
  await pipeline(createReadStream(file, { highWaterMark: 512 * 1024 }), request)
  const { statusCode } = await answered
  if (statusCode !== 204) throw new Error(`The server answered ${statusCode}.`)
}

async function startPlain() {
  let count = 0
  const server = http.createServer((request, response) => {
    const to = createWriteStream(join(folder, `piped-${count++}`), { flush: true })
    void pipeline(request, to).then(() => response.writeHead(204).end())
  })
  const port = await freePort()
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { origin: `http://127.0.0.1:${port}`, stop: () => server.close() }
}

async function startMusic(name: string, blobs: BlobStore) {
  const { db, close } = await openDatabase<MusicTables>({
    url: `sqlite:${join(folder, `${name}.db`)}`,
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
    verify: () => ({ user: artist, clientId: 'bell-music', issuedAt: 0, expiresAt: Infinity }),
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
    blobs,
    denials: { hasEnded: (_sid: string): boolean => false },
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

/** Seconds. */
async function timed(work: () => Promise<void>) {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}
