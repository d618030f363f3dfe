import { expect, test } from 'vitest'
import { mina, testMusic } from '../music.fixture.ts'
import { findOrphans } from '../orphans.fixture.ts'

const eve = { name: 'eve', roles: ['artist' as const] }
const boss = { name: 'boss', roles: ['admin' as const] }
const png = Buffer.from('89504e470d0a1a0a', 'hex')

/** Ann, whom Mina registered, with a photo, on an album and a track of Mina's and a track of Eve's. */
async function withAnn() {
  const music = await testMusic()
  const { body: ann } = await music.as(mina)('POST', '/api/artists', { name: 'Ann' })
  const path = `/api/artists/${ann.id}`
  await music.as(mina)('PUT', `${path}/photo`, png, { 'content-type': 'image/png' })
  const track = await music.given({ artistId: ann.id, album: 'First' })
  const eves = await music.given({ by: eve, artistId: ann.id })
  const credit = async (id: string) => (await music.as('joon')('GET', `/api/tracks/${id}`)).body.artists?.[0]
  return { music, ann, path, track, eves, credit }
}

test('before an artist is deleted one sees what goes with it', async () => {
  const { music, path } = await withAnn()

  expect((await music.as(mina)('GET', `${path}/deletion`)).body).toEqual({
    trackCount: 2,
    deletableCount: 1,
    albumCount: 1,
  })
  expect((await music.as(boss)('GET', `${path}/deletion`)).body).toMatchObject({ deletableCount: 2 })
  expect(await music.as(eve)('GET', `${path}/deletion`)).toMatchObject({ status: 403 })
})

test('tracks of a deleted artist keep the name as text, and are its own again when it is brought back', async () => {
  const { music, ann, path, track, eves, credit } = await withAnn()

  expect(await music.as(mina)('DELETE', path)).toMatchObject({ status: 204 })
  await music.events.idle()
  expect(await music.as('joon')('GET', path)).toMatchObject({ status: 404 })
  expect((await music.as('joon')('GET', '/api/artists')).body.items).toEqual([])
  expect((await music.as('joon')('GET', '/api/search/artists?q=ann')).body.items).toEqual([])
  expect(await credit(track.id)).toEqual({ id: null, name: 'Ann', role: 'main' })
  expect((await music.as('joon')('GET', `/api/albums/${track.album!.id}`)).body.artist).toEqual({
    id: null,
    name: 'Ann',
  })
  expect(await findOrphans(music)).toEqual([])
  const { body: deleted } = await music.as(mina)('GET', '/api/deleted/artists')
  expect(deleted.items).toMatchObject([{ artist: { id: ann.id, name: 'Ann' }, tracks: 0 }])

  expect(await music.as(mina)('POST', `${path}/restore`)).toMatchObject({ status: 204 })
  await music.events.idle()
  expect((await music.as('joon')('GET', path)).body).toMatchObject({ trackCount: 2, photoUrl: expect.any(String) })
  expect((await music.as('joon')('GET', '/api/search/artists?q=ann')).body.items).toHaveLength(1)
  for (const { id } of [track, eves]) expect(await credit(id)).toEqual({ id: ann.id, name: 'Ann', role: 'main' })
})

test('tracks that one may delete go with the artist when one wants it, and come back with it', async () => {
  const { music, ann, path, track, eves, credit } = await withAnn()
  const alone = await music.given({ artistId: ann.id })
  await music.as(mina)('DELETE', `/api/tracks/${alone.id}`)

  await music.as(mina)('DELETE', `${path}?tracks=delete`)
  await music.events.idle()
  expect(await credit(track.id)).toBeUndefined()
  expect(await credit(eves.id)).toMatchObject({ id: null, name: 'Ann' })
  const { body: deleted } = await music.as(mina)('GET', '/api/deleted/artists')
  expect(deleted.items).toMatchObject([{ tracks: 1 }])

  await music.as(mina)('POST', `${path}/restore`)
  await music.events.idle()
  expect(await credit(track.id)).toMatchObject({ id: ann.id })
  expect(await credit(alone.id), 'deleted by itself before').toBeUndefined()
})

test('after the grace period the artist is gone: photo, document and binding; the last name stays on the tracks', async () => {
  const { music, path, track, eves, credit } = await withAnn()
  await music.as(mina)('PATCH', path, { name: 'Anna' })
  await music.as(mina)('DELETE', path)
  await music.afterGrace()

  expect(await music.deps.db.selectFrom('artist').select('id').execute()).toEqual([])
  expect(music.pictures.released).toHaveLength(1)
  expect(await findOrphans(music)).toEqual([])
  await music.as(mina)('PATCH', `/api/tracks/${track.id}`, { title: 'New' })
  for (const { id } of [track, eves]) expect(await credit(id)).toEqual({ id: null, name: 'Anna', role: 'main' })
  expect(await music.as(mina)('POST', `${path}/restore`)).toMatchObject({ status: 404 })
})

test('an artist who is purged before its deletion has come to the cards leaves none that leads to it', async () => {
  const { music, ann, path, track, eves, credit } = await withAnn()
  await music.events.close()

  await music.as(mina)('DELETE', path)
  expect(await music.as(mina)('DELETE', `/api/deleted/artists/${ann.id}`)).toMatchObject({ status: 204 })

  for (const { id } of [track, eves]) expect(await credit(id)).toEqual({ id: null, name: 'Ann', role: 'main' })
})

test('only who registered an artist and those who run the place delete, restore or purge it', async () => {
  const { music, path, ann } = await withAnn()
  expect(await music.as(eve)('DELETE', path)).toMatchObject({ status: 403, body: { code: 'not_your_artist' } })
  expect(await music.as(eve)('DELETE', `${path}?tracks=delete`)).toMatchObject({ status: 403 })
  expect(await music.anonymous('DELETE', path)).toMatchObject({ status: 401 })
  await music.as(boss)('DELETE', path)

  expect(await music.as(eve)('POST', `${path}/restore`)).toMatchObject({ status: 404 })
  expect(await music.as(eve)('DELETE', `/api/deleted/artists/${ann.id}`)).toMatchObject({ status: 404 })
  expect((await music.as(eve)('GET', '/api/deleted/artists')).body.items).toEqual([])
  expect((await music.as(boss)('GET', '/api/deleted/artists')).body.items).toHaveLength(1)
  expect(await music.as(mina)('DELETE', `/api/deleted/artists/${ann.id}`)).toMatchObject({ status: 204 })
  await music.events.idle()
  expect(await findOrphans(music)).toEqual([])
})

test('a name of a deleted artist is free for another', async () => {
  const { music, path, ann } = await withAnn()
  await music.as(mina)('DELETE', path)

  const { body: second } = await music.as(mina)('POST', '/api/artists', { name: 'Ann' })
  const track = await music.given({ artistName: 'Ann' })

  expect(track.artists).toMatchObject([{ id: second.id }])
  expect(second.id).not.toBe(ann.id)
})
