import { expect, test } from 'vitest'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'

const tus = { 'tus-resumable': '1.0.0' }

function begin(music: TestMusic, bytes: number) {
  return music.as(mina)('POST', '/api/uploads', undefined, { ...tus, 'upload-length': String(bytes) })
}

const quota = async (music: TestMusic) => (await music.as(mina)('GET', '/api/uploads/quota')).body

test('a begun upload takes its room at once, and gives it back when it is given up', async () => {
  const music = await testMusic({ limits: { quotaBytes: 1000, uploadBytes: 900 } })
  expect(await quota(music)).toEqual({ usedBytes: 0, quotaBytes: 1000, fileBytes: 900 })

  const first = await begin(music, 700)
  expect(await quota(music)).toMatchObject({ usedBytes: 700 })
  expect(await begin(music, 301)).toMatchObject({
    status: 413,
    body: { code: 'quota_exceeded', usedBytes: 700, quotaBytes: 1000 },
  })
  expect(await music.storedBlobs(), 'the refused one left nothing').toHaveLength(1)
  expect((await begin(music, 300)).status).toBe(201)
  await music.as(mina)('DELETE', first.headers.location!, undefined, tus)
  expect(await quota(music)).toMatchObject({ usedBytes: 300 })
})

test('many at once cannot take the same room', async () => {
  const music = await testMusic({ limits: { quotaBytes: 1000 } })

  const answers = await Promise.all(Array.from({ length: 12 }, () => begin(music, 300)))

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 201, 201, ...Array(9).fill(413)])
  expect(await quota(music)).toMatchObject({ usedBytes: 900 })
  expect(await music.storedBlobs()).toHaveLength(3)
})

test('a track keeps the room of its upload, a file that is none gives it back, and so does a deletion', async () => {
  const music = await testMusic()
  const bytes = wav()

  const track = await music.given({ bytes })
  expect(await quota(music)).toMatchObject({ usedBytes: bytes.length, quotaBytes: null })
  await music.addTrack(mina, Buffer.alloc(3000, 'no sound at all'))
  expect(await quota(music)).toMatchObject({ usedBytes: bytes.length })
  await music.as(mina)('DELETE', `/api/tracks/${track.id}`)
  expect(await quota(music)).toMatchObject({ usedBytes: 0 })
})

test('one person’s quota is not another’s', async () => {
  const music = await testMusic({ limits: { quotaBytes: 1000 } })
  await begin(music, 1000)
  const other = music.as({ name: 'joon', roles: ['artist'] })
  const begun = await other('POST', '/api/uploads', undefined, { ...tus, 'upload-length': '1000' })
  expect(begun.status).toBe(201)
})

test('no more than 500 uploads of one person are open', async () => {
  const music = await testMusic()
  const user = music.userId(mina)
  const at = music.clock.now()
  const open = Array.from({ length: 500 }, () => ({
    id: music.deps.newId(),
    userId: user,
    blobKey: 'uploads/none',
    fileName: '',
    bytes: 1,
    contentHash: null,
    claimed: 0,
    fingerprint: null,
    createdAt: at,
    expiresAt: at + 60_000,
  }))
  await music.deps.db.insertInto('upload').values(open).execute()

  expect(await begin(music, 10)).toMatchObject({ status: 429, body: { code: 'too_many_uploads' } })
  music.clock.advance(60_000)
  expect((await begin(music, 10)).status).toBe(201)
})
