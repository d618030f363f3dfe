import { spawn, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { createMusic, musicMigrations, type MusicDeps, type MusicTables } from '@bell/music'
import { createFileBlobs, openS3Blobs, type BlobStore } from '@bell/platform/blobs'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import { createApp, createLogger, createMetricsRegistry, type User } from '@bell/platform/http'
import { ownFolder } from '../e2e/engines.ts'
import { freePort } from '../packages/platform/src/test-kit/free-port.ts'
import { median } from './median.ts'
import { report, type Measure } from './report.ts'

// An 8 MB file, streamed to 1 and to 100 clients through a signed address, against nginx with sendfile, which is
// started here on a configuration of its own where one is found; and against nginx that asks MusicBell at every request and
// then sends the file itself (`--accel-prefix`). They take turns; the clients, another process, read and throw away. Then,
// where S3_ENDPOINT names an S3 server, the same file from a bucket in turns with the one on the disk: what that costs.

const bytes = 8 * 1024 * 1024
const loads = [1, 100]
const rounds = 3
const seconds = 1.5
/** Bare sockets only count what arrives; Node's HTTP client parses, as programs do, and is the slower end itself. */
const kinds = ['bare', 'http'] as const

if (process.argv[2] === 'clients') {
  const [kind, url, clients] = process.argv.slice(3) as [(typeof kinds)[number], string, string]
  console.log(JSON.stringify(await download(kind, url, Number(clients))))
  process.exit(0)
}

const folder = await mkdtemp(join(tmpdir(), 'bench-streaming-'))
const content = randomBytes(bytes)
const streamed = await startMusic('alone', filesIn('alone'))
const asked = await startMusic('asked', filesIn('asked', '/_blobs/'))
const nginx = await startNginx(asked)

const measures: Measure[] = []
for (const [clients, kind] of loads.flatMap((load) => kinds.map((kind) => [load, kind] as const))) {
  const ours: number[] = []
  const theirs: number[] = []
  const together: number[] = []
  for (let round = 0; round < rounds; round++) {
    if (nginx) {
      theirs.push((await measure(kind, nginx.url, clients)).speed)
      together.push((await measure(kind, nginx.asking, clients)).speed)
    }
    ours.push((await measure(kind, streamed.url, clients)).speed)
  }
  const label = `${clients} client${clients > 1 ? 's' : ''} (${kind})`
  measures.push({ measure: `${label}: MusicBell`, value: median(ours), unit: 'MB/s' })
  if (!nginx) continue
  measures.push(
    { measure: `${label}: nginx sendfile`, value: median(theirs), unit: 'MB/s' },
    { measure: `${label}: ratio`, value: median(ours) / median(theirs), unit: '', goal: '≥ 0.85' },
    { measure: `${label}: nginx that asks MusicBell`, value: median(together), unit: 'MB/s' },
    { measure: `${label}: its ratio`, value: median(together) / median(theirs), unit: '' },
  )
}
nginx?.stop()
await asked.stop()
const against = nginx ? '' : ' (no nginx on PATH to compare with)'
report('streaming', `An 8 MB file, median of ${rounds} × ${seconds} s${against}`, measures)
if (process.env.S3_ENDPOINT) await fromBucket()
await streamed.stop()
await rm(folder, { recursive: true, force: true })

/** What a second of this process's processor time sends; that of the S3 server is not counted. */
async function fromBucket() {
  const storage = await openS3Blobs(await ownFolder(`bench-${randomUUID()}`), createLogger({ level: 'warn' }))
  const blobs = storage.blobsOf('music')
  const bucket = await startMusic('bucket', blobs)
  const measures: Measure[] = []
  for (const clients of [1, 20]) {
    const files: Measured[] = []
    const objects: Measured[] = []
    // The first is for the compiler.
    await measure('bare', bucket.url, clients)
    for (let round = 0; round < rounds; round++) {
      files.push(await measure('bare', streamed.url, clients))
      objects.push(await measure('bare', bucket.url, clients))
    }
    const label = `${clients} client${clients > 1 ? 's' : ''}`
    const of = (all: Measured[], name: keyof Measured) => median(all.map((one) => one[name]))
    measures.push(
      { measure: `${label}: from S3`, value: of(objects, 'speed'), unit: 'MB/s' },
      { measure: `${label}: … a second of the processor`, value: of(objects, 'perSecondUsed'), unit: 'MB' },
      { measure: `${label}: from files, a second of the processor`, value: of(files, 'perSecondUsed'), unit: 'MB' },
    )
  }
  for await (const { key } of blobs.list()) await blobs.delete(key)
  await bucket.stop()
  storage.close()
  report('streaming', `The same file from a bucket, median of ${rounds} × ${seconds} s`, measures)
}

/** MB a second, and MB for a second of processor time that this process used meanwhile. */
interface Measured {
  speed: number
  perSecondUsed: number
}

/** By clients in a process of their own. */
async function measure(kind: string, url: string, clients: number): Promise<Measured> {
  const before = process.cpuUsage()
  const child = spawn(process.execPath, [import.meta.filename, 'clients', kind, url, String(clients)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const took = JSON.parse(Buffer.concat(await child.stdout.toArray()).toString()) as { mb: number; seconds: number }
  const { user, system } = process.cpuUsage(before)
  return { speed: took.mb / took.seconds, perSecondUsed: took.mb / ((user + system) / 1e6) }
}

function filesIn(name: string, proxyPrefix?: string) {
  return createFileBlobs({ folder: join(folder, name, 'blobs'), proxyPrefix })
}

async function download(kind: (typeof kinds)[number], url: string, clients: number) {
  const { hostname, port, pathname, search } = new URL(url)
  const request = `GET ${pathname}${search} HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`
  let received = 0
  const begin = performance.now()
  const end = begin + seconds * 1000
  await Promise.all(Array.from({ length: clients }, kind === 'bare' ? bareClient : httpClient))
  return { mb: received / 1e6, seconds: (performance.now() - begin) / 1000 }

  async function httpClient() {
    while (performance.now() < end) {
      const [answer] = (await once(get(url), 'response')) as [IncomingMessage]
      if (answer.statusCode !== 200) throw new Error(`${url} answered ${answer.statusCode}`)
      for await (const chunk of answer as AsyncIterable<Buffer>) received += chunk.byteLength
    }
  }

  function bareClient() {
    const buffer = Buffer.allocUnsafe(256 * 1024)
    let left = 0
    return new Promise<void>((resolve, reject) => {
      const socket = connect({ host: hostname, port: Number(port), onread: { buffer, callback: count } })
      socket
        .on('connect', () => socket.write(request))
        .on('close', () => resolve())
        .on('error', reject)

      function count(length: number) {
        if (left === 0) {
          const head = buffer.toString('latin1', 0, Math.min(length, 4096))
          if (!head.startsWith('HTTP/1.1 200')) reject(new Error(`${url} answered ${head.slice(0, 200)}`))
          left = bytes + head.indexOf('\r\n\r\n') + 4
        }
        received += length
        left -= length
        if (performance.now() > end) socket.destroy()
        else if (left === 0) socket.write(request)
        return true
      }
    })
  }
}

async function startMusic(name: string, blobs: BlobStore) {
  const home = join(folder, name)
  await mkdir(home, { recursive: true })
  const { db, close } = await openDatabase<MusicTables>({
    url: `sqlite:${join(home, 'music.db')}`,
    schema: 'music',
    migrations: musicMigrations,
  })
  const newId = createIds(systemClock)
  const artist: User = { id: newId(), name: 'Mina', roles: ['artist'], scopes: [], sid: 'bench' }
  const trackId = newId()
  const hash = createHash('sha256').update(content).digest('hex')
  await blobs.begin('song')
  await blobs.append(
    'song',
    0,
    (async function* () {
      yield content
    })(),
  )
  await blobs.complete('song')
  await db.insertInto('blob').values({ hash, key: 'song', bytes, createdAt: 0 }).execute()
  const row = {
    id: trackId,
    uploadId: trackId,
    uploaderId: artist.id,
    uploaderName: artist.name,
    title: 'Song',
    titleKey: 'song',
    albumId: null,
  }
  const file = {
    contentHash: hash,
    contentType: 'audio/mpeg',
    bytes,
    durationMs: 200_000,
    format: null,
    damage: null,
    failureCode: null,
    failureDetail: null,
  }
  const rest = {
    trackNumber: null,
    discNumber: null,
    year: null,
    genre: null,
    artistKey: '',
    albumKey: '',
    yearKey: 0,
    lengthKey: 0,
    coverId: null,
    demo: 0,
    downloadable: 0,
    typed: '{}',
    createdAt: 0,
    revision: 1,
    card: '{}',
  }
  await db
    .insertInto('track')
    .values({ ...row, ...file, ...rest, status: 'ready', visibility: 'members', audience: 1 })
    .execute()

  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const app = await createApp({
    name: 'music',
    version: '0.0.0',
    origin,
    hosts: [`127.0.0.1:${port}`],
    family: [],
    trustedProxies: [],
    verify: () => ({ user: artist, clientId: 'bell-music', issuedAt: 0, expiresAt: Infinity }),
    log: createLogger({ level: 'warn' }),
    clock: systemClock,
    metrics: createMetricsRegistry({ ofProcess: false }),
  })
  const music = createMusic({
    db,
    blobs,
    clock: systemClock,
    origin,
    denials: { hasEnded: (_sid: string): boolean => false },
    streamKey: 'bench',
    deletedKeptMs: 0,
  } as MusicDeps)
  await music.routes(app)
  await app.listen({ port, host: '127.0.0.1' })
  const answer = await fetch(`${origin}/api/tracks/${trackId}/stream-url`, {
    method: 'POST',
    headers: { authorization: 'Bearer a-token' },
  })
  const { url } = (await answer.json()) as { url: string }
  return {
    url,
    async stop() {
      await app.close()
      await music.close()
      await close()
    },
  }
}

/** One worker, as MusicBell is one process. */
async function startNginx(music: { url: string }) {
  const program = [
    '/usr/sbin/nginx',
    '/usr/bin/nginx',
    '/usr/local/sbin/nginx',
    '/usr/local/bin/nginx',
    '/opt/homebrew/bin/nginx',
  ].find((file) => existsSync(file))
  if (!program) return undefined
  const root = join(folder, 'nginx')
  await mkdir(root)
  await writeFile(join(root, 'song.mp3'), content)
  const port = await freePort()
  await writeFile(
    join(root, 'nginx.conf'),
    `daemon off; worker_processes 1; master_process off; pid ${root}/pid; error_log ${root}/error.log;
     events { worker_connections 1024; }
     http { access_log off; sendfile on; tcp_nopush on; default_type audio/mpeg; client_body_temp_path ${root}/t1; proxy_temp_path ${root}/t2;
            fastcgi_temp_path ${root}/t3; uwsgi_temp_path ${root}/t4; scgi_temp_path ${root}/t5;
            server { listen 127.0.0.1:${port}; root ${root};
                     location /stream/ { proxy_pass ${new URL(music.url).origin}; proxy_http_version 1.1; proxy_set_header Connection ''; }
                     location /_blobs/ { internal; alias ${folder}/asked/blobs/; } } }`,
  )
  const child: ChildProcess = spawn(
    program,
    ['-p', root, '-c', join(root, 'nginx.conf'), '-e', join(root, 'error.log')],
    { stdio: 'ignore' },
  )
  const url = `http://127.0.0.1:${port}/song.mp3`
  for (let attempt = 0; ; attempt++) {
    const ok = await fetch(url, { method: 'HEAD' }).then(
      (answer) => answer.ok,
      () => false,
    )
    if (ok) break
    if (attempt === 50) throw new Error('nginx did not start')
    await wait(100)
  }
  const { pathname, search } = new URL(music.url)
  return { url, asking: `http://127.0.0.1:${port}${pathname}${search}`, stop: () => child.kill() }
}
