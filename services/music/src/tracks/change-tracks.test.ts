import { expect, test } from 'vitest'
import { mina, testMusic } from '../music.fixture.ts'

const eve = { name: 'eve', roles: ['artist' as const] }

test('one change to many tracks changes what it names and nothing else, and is told for each', async () => {
  const music = await testMusic()
  const one = await music.given({ title: 'One', artistName: 'Ann', album: 'Old', genre: 'Folk', year: 1999 })
  const two = await music.given({ title: 'Two', artistName: 'Ben' })
  const told = music.told.length

  const { status, body } = await music.as(mina)('PATCH', '/api/tracks', {
    ids: [two.id, one.id],
    change: { album: 'New', year: null, genre: 'Jazz' },
  })
  await music.events.idle()

  expect(status).toBe(200)
  expect(body.refused).toEqual([])
  expect(body.items).toMatchObject([
    { id: two.id, title: 'Two', artists: [{ name: 'Ben' }], album: { title: 'New' }, year: null, genre: 'Jazz' },
    { id: one.id, title: 'One', artists: [{ name: 'Ann' }], album: { title: 'New' }, year: null, genre: 'Jazz' },
  ])
  expect(music.told.slice(told).filter(({ event }) => event === 'track')).toHaveLength(2)
  // Nobody said whose album it is, so each is its own artist's; the old one has no track any more.
  expect(body.items[0].album.id).not.toBe(body.items[1].album.id)
  const albums = await music.as(mina)('GET', '/api/albums')
  expect(albums.body.items.map((album: { title: string }) => album.title)).toEqual(['New', 'New'])

  const joined = await music.as(mina)('PATCH', '/api/tracks', {
    ids: [one.id, two.id],
    change: { albumArtist: 'Various', artists: [{ id: null, name: 'Cho', role: 'main' }] },
  })
  expect(joined.body.items[0].album.id).toBe(joined.body.items[1].album.id)
  expect(joined.body.items).toMatchObject([{ artists: [{ name: 'Cho' }] }, { artists: [{ name: 'Cho' }] }])
})

test('tracks that are not one’s own are refused by name, the others are changed', async () => {
  const music = await testMusic()
  const own = await music.given()
  const others = await music.given({ by: eve })
  const hidden = await music.given({ by: eve, visibility: 'draft' })

  const { body } = await music.as(mina)('PATCH', '/api/tracks', {
    ids: [others.id, own.id, hidden.id],
    change: { genre: 'Mine' },
  })

  expect(body.items).toMatchObject([{ id: own.id, genre: 'Mine' }])
  expect(body.refused).toEqual([
    { id: others.id, code: 'not_your_track' },
    { id: hidden.id, code: 'track_not_found' },
  ])
  expect((await music.as(eve)('GET', `/api/tracks/${others.id}`)).body.genre).toBeNull()
})

test('a change that names an artist who is not here changes nothing', async () => {
  const music = await testMusic()
  const track = await music.given({ genre: 'Folk' })

  const answer = await music.as(mina)('PATCH', '/api/tracks', {
    ids: [track.id],
    change: { genre: 'Jazz', artistId: '00000000-0000-7000-8000-00000000dead' },
  })

  expect(answer).toMatchObject({ status: 400, body: { code: 'artist_not_found' } })
  expect((await music.as(mina)('GET', `/api/tracks/${track.id}`)).body.genre).toBe('Folk')
})

test('a change made on an older state is refused with the present one', async () => {
  const music = await testMusic()
  const track = await music.given({ title: 'First' })
  const patch = (change: object, tag: string) =>
    music.as(mina)('PATCH', `/api/tracks/${track.id}`, change, { 'if-match': tag })

  const { headers } = await music.as(mina)('GET', `/api/tracks/${track.id}`)
  const tag = String(headers.etag)
  expect(await patch({ title: 'Second' }, tag)).toMatchObject({ status: 200, body: { title: 'Second' } })

  expect(await patch({ title: 'Third' }, tag)).toMatchObject({
    status: 409,
    body: { code: 'track_changed', track: { title: 'Second' } },
  })
  expect(await patch({ title: 'Third' }, '*')).toMatchObject({ status: 200, body: { title: 'Third' } })
})
