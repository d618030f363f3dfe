import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { createFileBlobs } from '@bell/platform/blobs'
import { TryLater, type BellEvent } from '@bell/platform/events'
import { expect, onTestFinished, test, vi } from 'vitest'
import { s3Endpoint, s3Folder } from '../../../../packages/platform/src/blobs/s3/s3-engine.fixture.ts'
import { createS3Blobs } from '../../../../packages/platform/src/blobs/s3/s3.ts'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'
import { findOrphans } from '../orphans.fixture.ts'
import { playableKey } from '../sound/playable.ts'
import { toAiff } from './aiff.fixture.ts'
import { createAudioReader } from './audio-reader.ts'
import { ingestConsumer } from './ingest.consumer.ts'

/** Several pieces of what is rendered. */
const played = wav({ seconds: 200 })
const bytes = toAiff(played)

async function uploaded(given: Parameters<typeof testMusic>[0] = {}) {
  const music = await testMusic(given)
  const { uploadId } = (await music.upload(mina, bytes)) as { uploadId: string }
  return { music, uploadId, key: playableKey(`uploads/${uploadId}`) }
}

type Step = 'begin' | 'append' | 'complete'

/** Does something before a step of the playable file's making, at the `nth` time. */
function before({ deps: { blobs } }: TestMusic, step: Step, key: string, act: () => Promise<unknown>, nth = 1) {
  const take = blobs[step].bind(blobs) as (at: string, ...rest: unknown[]) => Promise<never>
  let count = 0
  Object.assign(blobs, {
    async [step](at: string, ...rest: unknown[]) {
      if (at === key && ++count === nth) await act()
      return take(at, ...rest)
    },
  })
}

async function* once(piece: Uint8Array) {
  yield piece
}

test.each([
  ['while it was being written', false],
  ['before its track was ready', true],
])('a process that died %s leaves nothing half', async (_when, whole) => {
  const { music, uploadId, key } = await uploaded()
  const { blobs } = music.deps
  await blobs.begin(key)
  await blobs.append(key, 0, once(whole ? played : played.subarray(0, 100_000)))
  if (whole) await blobs.complete(key)

  const { body } = await music.as(mina)('POST', '/api/tracks', { uploadId })
  await music.events.idle()

  const track = await music.as(mina)('GET', `/api/tracks/${body.id}`)
  expect(track.body).toMatchObject({ status: 'ready', durationSeconds: 200 })
  expect((await buffer(blobs.read(key))).equals(played)).toBe(true)
  expect(await findOrphans(music)).toEqual([])
})

test.each(['begin', 'append', 'complete'] as const)(
  'a track taken away for good before %s leaves nothing',
  async (step) => {
    const { music, uploadId, key } = await uploaded()
    const { blobs } = music.deps
    const made = Promise.withResolvers<string>()
    const gone = Promise.withResolvers<void>()
    const remove = blobs.delete.bind(blobs)
    blobs.delete = async (at) => {
      await remove(at)
      if (at === key) gone.resolve()
    }
    const purge = vi.fn(async () => {
      const id = await made.promise
      await music.as(mina)('DELETE', `/api/tracks/${id}`)
      await music.as(mina)('DELETE', '/api/deleted/tracks', { ids: [id] })
      await gone.promise
    })
    before(music, step, key, purge)

    made.resolve((await music.as(mina)('POST', '/api/tracks', { uploadId })).body.id)
    await music.events.idle()

    expect(purge).toHaveBeenCalledOnce()
    expect(await findOrphans(music)).toEqual([])
    expect(await music.storedBlobs()).toEqual([])
  },
)

test('two people who add one content at the same time get one file, made once', async () => {
  const { music, uploadId, key } = await uploaded()
  const { blobs, db } = music.deps
  const joon = { name: 'joon', roles: ['artist' as const] }
  const { uploadId: another } = (await music.upload(joon, bytes)) as { uploadId: string }
  // Each looks for the content to read it, and again to render it.
  const both = Promise.withResolvers<void>()
  const stat = blobs.stat.bind(blobs)
  let looks = 0
  blobs.stat = async (at) => {
    const found = await stat(at)
    if (at === `uploads/${uploadId}` && ++looks === 4) both.resolve()
    return found
  }
  before(music, 'begin', key, () => both.promise)
  const steps = [vi.spyOn(blobs, 'begin'), vi.spyOn(blobs, 'complete')]

  const made = [
    await music.as(mina)('POST', '/api/tracks', { uploadId }),
    await music.as(joon)('POST', '/api/tracks', { uploadId: another }),
  ]
  await music.events.idle()

  const tracks = await db.selectFrom('track').select(['id', 'status']).orderBy('id').execute()
  expect(tracks).toEqual(made.map(({ body }) => ({ id: body.id, status: 'ready' })))
  expect((await buffer(blobs.read(key))).equals(played)).toBe(true)
  for (const step of steps) expect(step).toHaveBeenCalledOnce()
})

test.each([
  ['begin', 1],
  ['append', 1],
  ['append', 2],
  ['complete', 1],
] as const)('a file that another process has made before %s %i is left to it', async (step, nth) => {
  const { music, uploadId, key } = await uploaded()
  const elsewhere = createFileBlobs({ folder: join(music.folder, 'blobs') })
  const finish = async () => {
    if (step === 'begin') await elsewhere.begin(key)
    const { size } = (await elsewhere.stat(key))!
    if (size < played.length) await elsewhere.append(key, size, once(played.subarray(size)))
    await elsewhere.complete(key)
  }
  before(music, step, key, finish, nth)
  const remove = vi.spyOn(music.deps.blobs, 'delete')

  const { body } = await music.as(mina)('POST', '/api/tracks', { uploadId })
  await music.events.idle()

  expect((await music.as(mina)('GET', `/api/tracks/${body.id}`)).body.status).toBe('ready')
  expect((await buffer(elsewhere.read(key))).equals(played)).toBe(true)
  expect(remove).not.toHaveBeenCalledWith(key)
})

test.each([
  ['append', 2],
  ['complete', 1],
] as const)('a file that another process begins again before %s %i is whole in the end', async (step, nth) => {
  const { music, uploadId, key } = await uploaded()
  const elsewhere = createFileBlobs({ folder: join(music.folder, 'blobs') })
  const beginAgain = async () => {
    await elsewhere.begin(key)
    await elsewhere.append(key, 0, once(played.subarray(0, 1000)))
  }
  before(music, step, key, beginAgain, nth)

  const { body } = await music.as(mina)('POST', '/api/tracks', { uploadId })
  await music.events.idle()

  expect((await music.as(mina)('GET', `/api/tracks/${body.id}`)).body.status).toBe('ready')
  expect((await buffer(elsewhere.read(key))).equals(played)).toBe(true)
})

test.skipIf(!s3Endpoint)('two processes at one content on S3 make one whole file', { timeout: 60_000 }, async () => {
  const { connect } = await s3Folder()
  const { music, uploadId, key } = await uploaded({ blobs: createS3Blobs(connect(), 'music') })
  const blobs = createS3Blobs(connect(), 'music')
  const reader = createAudioReader()
  onTestFinished(() => reader.close())
  const ingest = ingestConsumer({ ...music.deps, blobs }, reader)
  const trackId = Promise.withResolvers<string>()
  async function prepareElsewhere() {
    const event = { type: 'music.track.uploaded', data: { trackId: await trackId.promise } } as BellEvent
    for (;;) {
      try {
        return await ingest.prepare!(event)
      } catch (error) {
        if (!(error instanceof TryLater)) throw error
      }
    }
  }
  let elsewhere: Promise<unknown> | undefined
  before(music, 'append', key, async () => void (elsewhere = prepareElsewhere()), 2)

  const { body } = await music.as(mina)('POST', '/api/tracks', { uploadId })
  trackId.resolve(body.id)
  await music.events.idle()
  await elsewhere

  expect(elsewhere).toBeDefined()
  expect((await music.as(mina)('GET', `/api/tracks/${body.id}`)).body.status).toBe('ready')
  expect((await buffer(blobs.read(key))).equals(played)).toBe(true)
})
