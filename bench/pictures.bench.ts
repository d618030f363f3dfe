import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createImg, imgMigrations, type ImgDeps, type ImgTables } from '@bell/img'
import { createFileBlobs } from '@bell/platform/blobs'
import { createIds, systemClock } from '@bell/platform/clock'
import { openDatabase } from '@bell/platform/database'
import { createApp, createLogger, createMetricsRegistry, type User } from '@bell/platform/http'
import fastify from 'fastify'
import sharp from 'sharp'
import { connections, fire, type Load } from './cannon.ts'
import { freePort } from '../packages/platform/src/test-kit/free-port.ts'
import { median } from './median.ts'
import { report, type Measure } from './report.ts'

// Photos of 24 megapixels into ImgBell and out of it: keeping them, making sizes of them through HTTP beside sharp alone
// on the same bytes, and sizes that were made, beside a Fastify route that has the same bytes in memory, on one core.

const photos = 6
const rounds = 3
const seconds = 2
const port = await freePort()
const origin = `http://127.0.0.1:${port}`
const headers = { authorization: 'Bearer a-token', accept: 'image/avif,image/webp,*/*' }

const folder = await mkdtemp(join(tmpdir(), 'bench-pictures-'))
const database = await openDatabase<ImgTables>({
  url: `sqlite:${join(folder, 'img.db')}`,
  schema: 'img',
  migrations: imgMigrations,
})
const blobs = createFileBlobs({ folder: join(folder, 'blobs') })
const service: User = { id: 'bell-music', name: 'bell-music', clientId: 'bell-music', roles: [], scopes: ['img:write'] }
const log = createLogger({ level: 'warn' })
const app = await createApp({
  name: 'img',
  version: '0.0.0',
  origin,
  hosts: [`127.0.0.1:${port}`],
  family: [],
  trustedProxies: [],
  verify: () => ({ user: service, clientId: 'bell-music', issuedAt: 0, expiresAt: Infinity }),
  log,
  clock: systemClock,
  metrics: createMetricsRegistry({ ofProcess: false }),
})
const img = createImg({
  db: database.db,
  blobs,
  clock: systemClock,
  newId: createIds(systemClock),
  origin,
  stream: { tell: async () => undefined },
  denials: { hasEnded: () => false },
  signKey: 'bench',
  limits: { uploadBytes: 64 * 1024 * 1024, quotaBytes: null, cacheBytes: 1024 ** 3 },
  deletedKeptMs: 0,
  log,
} as unknown as ImgDeps)
await img.routes(app)
await app.listen({ port, host: '127.0.0.1' })

const sources = await Promise.all(Array.from({ length: photos }, (_, n) => photo(n)))
const measures: Measure[] = []

const ids: string[] = []
const keeping = await timed(async () => {
  for (const bytes of sources) {
    const answer = await fetch(`${origin}/api/images`, {
      method: 'POST',
      headers: { ...headers, 'content-type': 'image/jpeg' },
      body: bytes as Uint8Array<ArrayBuffer>,
    })
    if (!answer.ok) throw new Error(await answer.text())
    ids.push(((await answer.json()) as { id: string }).id)
  }
})
measures.push({ measure: 'kept: decoded whole, made 4096 px wide, stored', value: photos / keeping, unit: 'photos/s' })

for (const [label, query, format, width] of [
  ['squares of 320 px, AVIF', 'w=320&fit=cover', 'avif', 320],
  ['640 px wide, AVIF', 'w=640', 'avif', 640],
  ['1920 px wide, WebP', 'w=1920', 'webp', 1920],
] as const) {
  const alone: number[] = []
  const made: number[] = []
  for (const id of ids) {
    const kept = Buffer.concat(await blobs.read(`images/${id}/kept`).toArray())
    const small = sharp(kept).resize(query.includes('cover') ? { width, height: width } : { width })
    alone.push(
      await timed(() =>
        (format === 'avif'
          ? small.avif({ quality: 55, effort: 2 })
          : small.webp({ quality: 80, effort: 4 })
        ).toBuffer(),
      ),
    )
    made.push(await timed(() => get(`/i/${id}?${query}`)))
  }
  measures.push(
    { measure: `${label}: made`, value: 1 / median(made), unit: 'sizes/s' },
    { measure: `${label}: of sharp alone`, value: median(alone) / median(made), unit: '', goal: '≥ 0.8' },
  )
}

for (const [label, query] of [
  ['from memory', 'w=160&fit=cover'],
  ['from the disk', 'w=1920'],
] as const) {
  const path = `/i/${ids[0]}?${query}`
  const bytes = await get(path)
  const still = fastify()
  still.get('/', (_request, reply) => reply.type('image/webp').send(bytes))
  const other = await still.listen({ port: 0, host: '127.0.0.1' })
  const ours: Load[] = []
  const theirs: Load[] = []
  await fire(origin + path, 1, headers)
  for (let round = 0; round < rounds; round++) {
    theirs.push(await fire(other, seconds, headers))
    ours.push(await fire(origin + path, seconds, headers))
  }
  await still.close()
  const [rate, most] = [median(ours.map((one) => one.rate)), median(theirs.map((one) => one.rate))]
  const what = `made before, ${label}, ${Math.round(bytes.length / 1000)} kB`
  measures.push(
    { measure: what, value: rate, unit: 'req/s' },
    { measure: `… of a route that has it in memory`, value: rate / most, unit: '', goal: '≥ 0.25' },
    { measure: `… p99`, value: median(ours.map((one) => one.p99)), unit: 'ms', goal: '< 10' },
  )
}
await app.close()
await img.close()
await database.close()
await rm(folder, { recursive: true })
report('pictures', `Photos of 24 megapixels; ${connections} connections, median of ${rounds} × ${seconds} s`, measures)

/** Something with as much in it as a photo has, a few MB as a camera would write it. */
function photo(n: number) {
  const noise = { type: 'gaussian' as const, mean: 110 + n * 8, sigma: 70 }
  const cloud = sharp({ create: { width: 750, height: 500, channels: 3, background: '#000', noise } })
  return cloud.resize(6000, 4000, { kernel: 'cubic' }).jpeg({ quality: 92 }).toBuffer()
}

async function get(path: string) {
  const answer = await fetch(origin + path, { headers })
  if (!answer.ok) throw new Error(await answer.text())
  return Buffer.from(await answer.arrayBuffer())
}

/** Seconds. */
async function timed(work: () => Promise<unknown>) {
  const begin = performance.now()
  await work()
  return (performance.now() - begin) / 1000
}
