import { expect, test } from 'vitest'
import { mina, testMusic } from '../music.fixture.ts'

const eve = { name: 'eve', roles: ['artist' as const] }

test('one change to many tracks changes what it names and nothing else, and is told for each', async () => {
  const music = await testMusic()
  const one = await music.given({ title: 'One', artistName: 'Ann', album: 'Old', genre: 'Folk', year: 1999 })
  const two = await music.given({ title: 'Two', artistName: 'Ben' })
  const told = music.told.length

  const { status, body } = await music.as(mina)('PATCH', '/api/tracks', {
    tracks: [{ id: two.id }, { id: one.id }],
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
    tracks: [{ id: one.id }, { id: two.id }],
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
    tracks: [others, own, hidden].map(({ id }) => ({ id })),
    change: { genre: 'Mine' },
  })

  expect(body.items).toMatchObject([{ id: own.id, genre: 'Mine' }])
  expect(body.refused).toEqual([
    { id: others.id, code: 'not_your_track' },
    { id: hidden.id, code: 'track_not_found' },
  ])
  expect((await music.as(eve)('GET', `/api/tracks/${others.id}`)).body.genre).toBeNull()
})

test('tracks that were changed since they were seen stay as they are, and come as they are now', async () => {
  const music = await testMusic()
  const seen = await Promise.all(['One', 'Two'].map((title) => music.given({ title, genre: 'Folk' })))
  const { body: now } = await music.as(mina)('PATCH', `/api/tracks/${seen[1]!.id}`, { genre: 'Rock' })
  const change = (tracks: { id: string; revision: number }[]) =>
    music.as(mina)('PATCH', '/api/tracks', {
      tracks: tracks.map(({ id, revision }) => ({ id, revision })),
      change: { genre: 'Jazz' },
    })

  const { body } = await change(seen)
  expect(body.items).toMatchObject([{ title: 'One', genre: 'Jazz' }])
  expect(body.refused).toEqual([{ id: now.id, code: 'track_changed', track: now }])
  expect((await music.as(mina)('GET', `/api/tracks/${now.id}`)).body.genre).toBe('Rock')

  const again = await change([body.refused[0].track])
  expect(again.body).toMatchObject({ items: [{ title: 'Two', genre: 'Jazz' }], refused: [] })
})

test('a change that names an artist who is not here changes nothing', async () => {
  const music = await testMusic()
  const track = await music.given({ genre: 'Folk' })

  const answer = await music.as(mina)('PATCH', '/api/tracks', {
    tracks: [{ id: track.id }],
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
