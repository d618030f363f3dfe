import { expect, test } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'
import { findOrphans } from '../orphans.fixture.ts'
import { playableKey } from '../sound/playable.ts'
import { toAiff } from './aiff.fixture.ts'

/** Several pieces of what is rendered. */
const bytes = toAiff(wav({ seconds: 200 }))

async function uploaded() {
  const music = await testMusic()
  const { uploadId } = (await music.upload(mina, bytes)) as { uploadId: string }
  return { music, uploadId, key: playableKey(`uploads/${uploadId}`) }
}

test.each([
  ['while it was being written', false],
  ['before its track was ready', true],
])('a process that died %s leaves nothing half', async (_when, whole) => {
  const { music, uploadId, key } = await uploaded()
  const { blobs } = music.deps
  const dead = await testMusic()
  const made = await dead.given({ bytes })
  const stored = await dead.deps.db.selectFrom('blob').select('key').executeTakeFirstOrThrow()
  const pieces = dead.deps.blobs.read(playableKey(stored.key), whole ? {} : { start: 0, end: 99_999 })
  await blobs.begin(key)
  await blobs.append(key, 0, pieces)
  if (whole) await blobs.complete(key)

  const { body } = await music.as(mina)('POST', '/api/tracks', { uploadId })
  await music.events.idle()

  const track = await music.as(mina)('GET', `/api/tracks/${body.id}`)
  expect(track.body).toMatchObject({ status: 'ready', durationSeconds: made.durationSeconds })
  expect((await blobs.stat(key))?.size).toBe(44 + 200 * 8000 * 2)
  expect(await findOrphans(music)).toEqual([])
})

test.each(['begin', 'append', 'complete'] as const)(
  'a track taken away for good before %s leaves nothing',
  async (step) => {
    const { music, uploadId, key } = await uploaded()
    const { blobs } = music.deps
    const made = Promise.withResolvers<string>()
    const gone = Promise.withResolvers<void>()
    const { [step]: take, delete: remove } = blobs as unknown as Record<
      string,
      (at: string, ...rest: unknown[]) => unknown
    >
    let taken = false
    Object.assign(blobs, {
      async [step](at: string, ...rest: unknown[]) {
        if (at === key && !taken) {
          taken = true
          const id = await made.promise
          await music.as(mina)('DELETE', `/api/tracks/${id}`)
          await music.as(mina)('DELETE', '/api/deleted/tracks', { ids: [id] })
          await gone.promise
        }
        return take!(at, ...rest)
      },
      async delete(at: string) {
        await remove!(at)
        if (at === key) gone.resolve()
      },
    })

    made.resolve((await music.as(mina)('POST', '/api/tracks', { uploadId })).body.id)
    await music.events.idle()

    expect(taken).toBe(true)
    expect(await findOrphans(music)).toEqual([])
    expect(await music.storedBlobs()).toEqual([])
  },
)
