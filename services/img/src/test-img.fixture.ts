import { createFileBlobs, type BlobStore } from '@bell/platform/blobs'
import { createIds, testClock } from '@bell/platform/clock'
import { createLogBus, startEvents } from '@bell/platform/events'
import type { Db } from '@bell/platform/database'
import { createLogger, type App } from '@bell/platform/http'
import { createEmbeddedKeyValue } from '@bell/platform/key-value'
import { createDenials, type SessionTables } from '@bell/platform/session'
import { testApp, testDatabase, type Call } from '@bell/platform/test-kit'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { onTestFinished } from 'vitest'
import { createImg, imgMigrations, type ImgDeps, type ImgTables } from './index.ts'

export type TestImg = Awaited<ReturnType<typeof testImg>>

/** ImgBell on a real database and real files, in a folder of its own. */
export async function testImg({
  limits,
  origin = 'http://img.test',
}: { limits?: Partial<ImgDeps['limits']>; origin?: string } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'bell-img-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const clock = testClock()
  const { db } = await testDatabase<ImgTables>(imgMigrations)
  const log = createLogger({ level: 'silent', to: { write: () => undefined } })
  const files = createFileBlobs({ folder })
  const read: string[] = []
  const blobs: BlobStore = {
    ...files,
    read(key, range) {
      read.push(key)
      return files.read(key, range)
    },
  }
  const keyValue = createEmbeddedKeyValue({ clock, log })
  const told: { to: unknown; event: string; data: unknown }[] = []
  const denials = createDenials({ product: 'img', db: db as unknown as Db<SessionTables>, clock, log, keyValue })
  const deps: ImgDeps = {
    db,
    clock,
    newId: createIds(clock),
    blobs,
    keyValue,
    origin,
    stream: {
      async tell(to, event, data) {
        told.push({ to, event, data })
      },
    },
    denials,
    signKey: 'a key for tests',
    limits: { uploadBytes: 64 * 1024 * 1024, quotaBytes: null, cacheBytes: 50_000_000, ...limits },
    deletedKeptMs: 7 * 24 * 60 * 60 * 1000,
    log,
  }
  const img = closing(createImg(deps))
  const inApp = (service: typeof img) =>
    testApp((to) => service.routes(to), { name: 'img', origin, hosts: [new URL(origin).host], clock })
  const app = await inApp(img)
  const bus = createLogBus({ file: join(folder, 'log.db') })
  const events = await startEvents<ImgTables>({ db, source: 'img', bus, consumers: img.consumers, clock, log })
  onTestFinished(async () => {
    await events.close()
    await bus.close()
    await keyValue.close()
  })

  const mina = app.as('Mina')
  const music = app.as({
    id: 'bell-music',
    name: 'bell-music',
    clientId: 'bell-music',
    roles: [],
    scopes: ['img:write'],
  })
  const send =
    (call: Call) =>
    (body: Buffer, path = '/api/images', type = 'application/octet-stream') =>
      call('POST', path, body, { 'content-type': type })
  return {
    ...app,
    deps,
    clock,
    db,
    mina,
    /** MusicBell’s service account. */
    music,
    send: send(music),
    sendAs: (call: Call, body: Buffer, path?: string) => send(call)(body, path),
    look: looker(app.app),
    /** Looks at what another process shows of the same data. */
    async lookElsewhere(path: string, headers?: Record<string, string>) {
      await img.sizes.settled()
      const other = await inApp(closing(createImg({ ...deps, newId: createIds(clock) })))
      return looker(other.app)(path, headers)
    },
    settled: () => events.idle(),
    /** What pages were told since this was last asked. */
    told: () => told.splice(0),
    /** Ends a session, as a message of AuthBell’s does. */
    endSession: (sid: string) => denials.announce({ kind: 'session', subject: sid, at: clock.now(), revision: 0 }),
    async sweepSizes() {
      await img.sizes.settled()
      await img.sizes.sweep(new AbortController().signal)
    },
    types: async () => (await db.selectFrom('outbox').select('type').orderBy('position').execute()).map((e) => e.type),
    /** How often a whole picture was taken from the store, to make a size of it. */
    timesMade: () => read.filter((key) => key.endsWith('/kept')).length,
    /** As after a disk was lost. */
    loseBlobs: (id: string) => files.delete(`images/${id}/kept`),
    async blobs() {
      await img.sizes.settled()
      return (await readdir(folder, { recursive: true })).filter((file) => file.endsWith('~blob'))
    },
  }
}

function closing(img: ReturnType<typeof createImg>) {
  onTestFinished(() => img.close())
  return img
}

/** A picture with a red left and a blue right half. */
export function halves(width = 200, height = 100) {
  const blue = { create: { width: Math.ceil(width / 2), height, channels: 3 as const, background: '#2040e0' } }
  return sharp({ create: { width, height, channels: 3, background: '#e02020' } }).composite([
    { input: blue, left: Math.floor(width / 2), top: 0 },
  ])
}

/** A GIF of two frames, red and blue. */
export async function blinking(size = 20) {
  const frame = (background: string) =>
    sharp({ create: { width: size, height: size, channels: 3, background } })
      .png()
      .toBuffer()
  return sharp([await frame('#ff0000'), await frame('#0000ff')], { join: { animated: true } })
    .gif()
    .toBuffer()
}

/** The picture that an address answers with, and its headers. */
function looker(app: App) {
  return async (path: string, headers: Record<string, string> = {}) => {
    const answer = await app.inject({ url: path, headers: { host: 'img.test', ...headers } })
    return { status: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload }
  }
}
