import { expect, test } from 'vitest'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'

const joon = { name: 'joon', roles: ['artist' as const] }

/** What of uploads is still there: files and rows. */
async function left(music: TestMusic) {
  const rows = await music.deps.db.selectFrom('upload').select('id').execute()
  return { files: (await music.storedBlobs()).length, rows: rows.length }
}

test('one’s own file again is pointed to the track it is, and nothing of it stays', async () => {
  const music = await testMusic()
  const bytes = wav()
  const track = await music.given({ bytes, title: 'Tide', visibility: 'draft' })

  const again = await music.addTrack(mina, bytes)

  expect(again).toMatchObject({ status: 409, body: { code: 'track_exists', trackId: track.id, title: 'Tide' } })
  expect(await left(music)).toEqual({ files: 1, rows: 0 })
})

test('a file that another has shared is pointed to their track', async () => {
  const music = await testMusic()
  const bytes = wav()
  const track = await music.given({ bytes, title: 'Tide', visibility: 'members' })

  const again = await music.addTrack(joon, bytes)

  expect(again).toMatchObject({ status: 409, body: { code: 'track_exists', trackId: track.id, title: 'Tide' } })
  expect(await left(music)).toEqual({ files: 1, rows: 0 })
})

test('another’s draft is not told of; both have their track of the one content', async () => {
  const music = await testMusic()
  const bytes = wav()
  const draft = await music.given({ bytes, title: 'Secret', visibility: 'draft' })

  const again = await music.addTrack(joon, bytes, { title: 'Mine' })

  expect(again.status).toBe(201)
  expect(again.body.id).not.toBe(draft.id)
  expect(JSON.stringify(again.body)).not.toContain('Secret')
  expect(await left(music)).toEqual({ files: 1, rows: 0 })
})

test('one’s own deleted file is said to be deleted, so that it can be brought back', async () => {
  const music = await testMusic()
  const bytes = wav()
  const track = await music.given({ bytes, title: 'Tide' })
  await music.deps.db
    .updateTable('track')
    .set({ audience: -1, deletedAt: music.clock.now() })
    .where('id', '=', track.id)
    .execute()

  expect(await music.addTrack(mina, bytes)).toMatchObject({
    status: 409,
    body: { code: 'track_deleted', trackId: track.id, title: 'Tide' },
  })
  expect((await music.addTrack(joon, bytes)).status, 'and nobody else is told').toBe(201)
})

test('the same file twice at once is one track', async () => {
  const music = await testMusic()
  const bytes = wav()
  const uploads = await Promise.all([music.upload(mina, bytes), music.upload(mina, bytes), music.upload(mina, bytes)])

  const answers = await Promise.all(
    uploads.map((upload) =>
      music.as(mina)('POST', '/api/tracks', { uploadId: (upload as { uploadId: string }).uploadId }),
    ),
  )
  await music.events.idle()

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409])
  expect(await left(music)).toEqual({ files: 1, rows: 0 })
})
