import { existsSync } from 'node:fs'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createFileBlobs } from '@bell/platform/blobs'
import { createIds, testClock } from '@bell/platform/clock'
import type { Db } from '@bell/platform/database'
import { createLogBus, startEvents } from '@bell/platform/events'
import { createEventStream, createLogger } from '@bell/platform/http'
import { createEmbeddedKeyValue } from '@bell/platform/key-value'
import { createFtsIndex } from '@bell/platform/search-index'
import { createDenials, type SessionTables } from '@bell/platform/session'
import { testApp, testDatabase, testUser, type Answer, type Person } from '@bell/platform/test-kit'
import { onTestFinished } from 'vitest'
import type { MusicTables } from './tables.ts'
import type { DemoCatalogue } from './demo/catalogue/catalogue.ts'
import type { MusicDeps } from './deps.ts'
import { sweepDeleted } from './deleting/sweep-deleted.ts'
import { PictureRefused, type Images } from './ingest/images.ts'
import { musicMigrations } from './migrations.ts'
import { createMusic } from './music.ts'
import type { NewTrack, Track } from './tracks/tracks.schema.ts'

export type TestMusic = Awaited<ReturnType<typeof testMusic>>

interface Told {
  to: unknown
  event: string
  data: object
}

/** Who may add music in tests; `music.as('joon')` is a listener. */
export const mina: Person = { name: 'mina', roles: ['artist'] }

/** MusicBell on a real database, blob store, event log and search index, in a folder that goes with the test. */
export async function testMusic({
  limits,
  demoCatalogue,
  proxyPrefix,
  ...given
}: Partial<Pick<MusicDeps, 'images' | 'search' | 'blobs'>> & {
  limits?: Partial<MusicDeps['limits']>
  demoCatalogue?: DemoCatalogue
  /** Under which a proxy in front serves the files. */
  proxyPrefix?: string
} = {}) {
  const folder = await mkdtemp(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'music-test-'))
  const { db } = await testDatabase<MusicTables>(musicMigrations)
  const clock = testClock()
  const log = createLogger({ level: 'fatal' })
  const keyValue = createEmbeddedKeyValue({ clock, log })
  const told: Told[] = []
  const listeners = new Set<(told: Told) => void>()
  const stream = createEventStream({ keyValue, log })
  const pictures = testImages()
  const denials = createDenials({ product: 'music', db: db as unknown as Db<SessionTables>, clock, log, keyValue })
  const deps: MusicDeps = {
    db,
    clock,
    newId: createIds(clock),
    blobs: createFileBlobs({ folder: join(folder, 'blobs'), proxyPrefix }),
    search: createFtsIndex({ file: join(folder, 'search.db') }),
    images: pictures.images,
    stream: {
      ...stream,
      async tell(to, event, data) {
        told.push({ to, event, data })
        for (const listener of listeners) listener({ to, event, data })
        await stream.tell(to, event, data)
      },
    },
    denials,
    streamKey: 'a key for tests',
    origin: 'http://music.test',
    imgOrigin: 'http://img.test',
    limits: { uploadBytes: 50 * 1024 * 1024, quotaBytes: null, ...limits },
    deletedKeptMs: 7 * 24 * 60 * 60 * 1000,
    log,
    ...given,
  }
  const music = createMusic(deps, demoCatalogue)
  const bus = createLogBus({ file: join(folder, 'events.db') })
  const events = await startEvents({
    db,
    source: 'music',
    bus,
    consumers: music.consumers,
    clock,
    log,
    retry: { firstMs: 5, longestMs: 20 },
  })
  const app = await testApp((scope) => music.routes(scope), { clock, origin: deps.origin })
  onTestFinished(async () => {
    await events.close()
    await bus.close()
    await music.close()
    await deps.search.close()
    await keyValue.close()
    await rm(folder, { recursive: true, force: true })
  })

  async function upload(person: Person, bytes: Uint8Array, fileName = 'song.wav') {
    const call = app.as(person)
    const made = await call('POST', '/api/uploads', undefined, {
      'tus-resumable': '1.0.0',
      'upload-length': String(bytes.byteLength),
      'upload-metadata': `filename ${Buffer.from(fileName).toString('base64')}`,
    })
    if (made.status !== 201) return made
    const sent = await call('PATCH', made.headers.location!, Buffer.from(bytes), {
      'tus-resumable': '1.0.0',
      'upload-offset': '0',
      'content-type': 'application/offset+octet-stream',
    })
    return { ...sent, uploadId: made.headers.location!.split('/').at(-1)! }
  }

  /** Uploads a file and makes a track of it, and waits until ingest has settled it. */
  async function addTrack(
    person: Person,
    bytes: Uint8Array,
    given: Partial<NewTrack> & { fileName?: string } = {},
  ): Promise<Answer> {
    const { fileName, ...details } = given
    const { uploadId } = (await upload(person, bytes, fileName)) as { uploadId: string }
    const made = await app.as(person)('POST', '/api/tracks', { uploadId, ...details })
    await events.idle()
    return made
  }

  return {
    ...app,
    deps,
    denials,
    demo: music.demo,
    reindex: music.reindex,
    events,
    folder,
    /** What pages were told, in order. */
    told,
    onTold: (listener: (told: Told) => void) => listeners.add(listener),
    pictures,
    upload,
    addTrack,
    /** A track that is ready, as its uploader sees it. */
    async given(given: Partial<NewTrack> & { by?: Person; bytes?: Uint8Array } = {}): Promise<Track> {
      const { by = mina, bytes = wav({ seed: ++seeds }), ...details } = given
      const made = await addTrack(by, bytes, details)
      const track = await app.as(by)('GET', `/api/tracks/${made.body.id}`)
      if (track.body.status !== 'ready') throw new Error(JSON.stringify([made.body, track.body]))
      return track.body as Track
    },
    /** Lets the time be over in which what is deleted can come back, and takes it away. */
    async afterGrace() {
      clock.advance(deps.deletedKeptMs)
      await sweepDeleted(deps)
      await events.idle()
    },
    /** The names of all files in the blob store. */
    async storedBlobs() {
      const entries = await readdir(join(folder, 'blobs'), { recursive: true, withFileTypes: true })
      return entries.filter((entry) => entry.isFile()).map((entry) => entry.name)
    },
    userId: (person: Person) => testUser(person).id,
  }
}

let seeds = 0

/** Stands for ImgBell: keeps what it is given; `down` makes it unreachable. */
function testImages() {
  const kept: { id: string; ownerRef: string; contentType: string; bytes: number }[] = []
  const released: { id: string; ownerRef: string }[] = []
  const state = { down: false, refuses: false }
  const images: Images = {
    async put(picture, { ownerRef, contentType }) {
      if (state.refuses) throw new PictureRefused('no picture', { status: 415, code: 'not_a_picture' })
      if (state.down) throw new TypeError('fetch failed')
      const id = `00000000-0000-7000-8000-${String(kept.length + 1).padStart(12, '0')}`
      kept.push({ id, ownerRef, contentType, bytes: picture.byteLength })
      return { id, color: '#b08d57' }
    },
    async release(id, ownerRef) {
      if (state.down) throw new TypeError('fetch failed')
      released.push({ id, ownerRef })
    },
    address: (id) => `http://img.test/i/${id}`,
  }
  return { images, kept, released, state }
}

/** A real WAV file: a quiet tone in 16 bits, mono, at 8 kHz; another one for each `seed`. */
export function wav({ seconds = 1, seed = 0 } = {}) {
  const rate = 8000
  const samples = Math.round(seconds * rate)
  const file = Buffer.alloc(44 + samples * 2)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + samples * 2, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(rate, 24)
  file.writeUInt32LE(rate * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(samples * 2, 40)
  for (let n = 0; n < samples; n++)
    file.writeInt16LE(Math.round(2000 * Math.sin(((n * (220 + seed)) / rate) * 2 * Math.PI)), 44 + n * 2)
  return file
}
