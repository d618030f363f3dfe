import { expect, test } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'

const png = Buffer.from('89504e470d0a1a0a', 'hex')
const other = Buffer.from('89504e470d0a1a0b', 'hex')
const asPng = { 'content-type': 'image/png' }
const eve = { name: 'eve', roles: ['artist' as const] }

async function testArtist() {
  const music = await testMusic()
  const { body } = await music.as(mina)('POST', '/api/artists', { name: 'Ann' })
  return { music, path: `/api/artists/${body.id}`, ref: `artist:${body.id}` }
}

test('an artist’s photo is kept by ImgBell, and the one before is let go', async () => {
  const { music, path, ref } = await testArtist()

  expect(await music.as(mina)('PUT', `${path}/photo`, png, asPng)).toMatchObject({ status: 204 })
  const shown = (await music.anonymous('GET', path)).body
  expect(shown.photoColor).toBe('#b08d57')
  const first = shown.photoUrl
  expect(first).toMatch(/^http:\/\/img\.test\/i\//)
  expect(await music.as(mina)('PUT', `${path}/photo`, other, asPng)).toMatchObject({ status: 204 })
  await music.events.idle()
  const second = (await music.anonymous('GET', path)).body.photoUrl
  expect(second).not.toBe(first)
  expect(music.pictures.kept.map(({ ownerRef }) => ownerRef)).toEqual([ref, ref])
  expect(music.pictures.released).toEqual([{ id: first.split('/').at(-1), ownerRef: ref }])

  expect(await music.as(mina)('DELETE', `${path}/photo`)).toMatchObject({ status: 204 })
  expect(await music.as(mina)('DELETE', `${path}/photo`)).toMatchObject({ status: 204 })
  await music.events.idle()
  expect((await music.anonymous('GET', path)).body.photoUrl).toBeNull()
  expect(music.pictures.released.map(({ id }) => id)).toEqual([first, second].map((url) => url.split('/').at(-1)))
})

test('a cover set by hand shows on the track and its album with its colour', async () => {
  const music = await testMusic()
  const track = await music.given({ album: 'Songs' })
  const path = `/api/tracks/${track.id}/cover`

  expect(await music.as(mina)('PUT', path, png, asPng)).toMatchObject({ status: 204 })
  await music.events.idle()
  const { body } = await music.as('joon')('GET', `/api/tracks/${track.id}`)
  expect(body).toMatchObject({ coverColor: '#b08d57', revision: track.revision + 1 })
  expect((await music.as('joon')('GET', `/api/albums/${track.album!.id}`)).body.coverUrl).toBe(body.coverUrl)
  expect(music.told.at(-1)).toMatchObject({ event: 'track', data: { track: { coverUrl: body.coverUrl } } })

  expect(await music.as(mina)('DELETE', path)).toMatchObject({ status: 204 })
  expect((await music.as('joon')('GET', `/api/tracks/${track.id}`)).body).toMatchObject({
    coverUrl: null,
    coverColor: null,
  })
})

test('a picture of what is another’s, not there or no picture is refused, and none is kept', async () => {
  const { music, path } = await testArtist()
  const draft = await music.given({ visibility: 'draft' })
  const shared = await music.given()
  const put = (person: Parameters<typeof music.as>[0], to: string) => music.as(person)('PUT', to, png, asPng)

  expect(await put(eve, `${path}/photo`)).toMatchObject({ status: 403, body: { code: 'not_your_artist' } })
  expect(await put(eve, `/api/tracks/${shared.id}/cover`)).toMatchObject({ body: { code: 'not_your_track' } })
  expect(await put(eve, `/api/tracks/${draft.id}/cover`)).toMatchObject({ body: { code: 'track_not_found' } })
  expect(await put(mina, `/api/artists/${draft.id}/photo`)).toMatchObject({ body: { code: 'artist_not_found' } })
  expect(await put(mina, `/api/artists/nobody/photo`)).toMatchObject({ status: 404 })
  expect(await music.anonymous('PUT', `${path}/photo`, png, asPng)).toMatchObject({ status: 401 })
  expect(await music.as(eve)('DELETE', `${path}/photo`)).toMatchObject({ status: 403 })
  expect(await music.as(mina)('PUT', `${path}/photo`, '', asPng)).toMatchObject({ body: { code: 'empty_picture' } })
  expect(await music.as(mina)('PUT', `${path}/photo`, '<svg/>', { 'content-type': 'text/html' })).toMatchObject({
    status: 415,
  })
  const huge = Buffer.alloc(20 * 1024 * 1024 + 1)
  expect(await music.as(mina)('PUT', `${path}/photo`, huge, asPng)).toMatchObject({
    status: 413,
    body: { code: 'image_too_large' },
  })
  expect(music.pictures.kept).toEqual([])

  music.pictures.state.refuses = true
  expect(await put(mina, `${path}/photo`)).toMatchObject({ status: 415, body: { code: 'not_a_picture' } })
})

test('while ImgBell is away a photo waits for its person, and what is let go for ImgBell', async () => {
  const { music, path } = await testArtist()
  await music.as(mina)('PUT', `${path}/photo`, png, asPng)
  music.pictures.state.down = true

  expect(await music.as(mina)('PUT', `${path}/photo`, other, asPng)).toMatchObject({
    status: 503,
    body: { code: 'pictures_unavailable' },
  })
  expect(await music.as(mina)('DELETE', `${path}/photo`)).toMatchObject({ status: 204 })
  expect(music.pictures.released).toEqual([])

  music.pictures.state.down = false
  await music.events.idle()
  expect(music.pictures.released).toHaveLength(1)
})

test('a cover given while the file is still read is not lost to the file’s own', async () => {
  const music = await testMusic()
  const sent = (await music.upload(mina, wav({ seed: 99 }))) as { uploadId: string }
  const made = await music.as(mina)('POST', '/api/tracks', { uploadId: sent.uploadId })
  await music.as(mina)('PUT', `/api/tracks/${made.body.id}/cover`, png, asPng)
  await music.events.idle()

  expect((await music.as(mina)('GET', `/api/tracks/${made.body.id}`)).body).toMatchObject({
    status: 'ready',
    coverUrl: expect.stringContaining('/i/'),
  })
})
