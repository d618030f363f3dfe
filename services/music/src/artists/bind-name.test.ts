import { inTransaction } from '@bell/platform/database'
import { expect, test } from 'vitest'
import { replaceCredits } from '../credits/credits.queries.ts'
import { mina, testMusic } from '../music.fixture.ts'

const eve = { name: 'eve', roles: ['artist' as const] }
const ada = { name: 'ada', roles: ['owner' as const] }

test('names that no artist bears are listed for who may change their tracks', async () => {
  const music = await testMusic()
  await music.given({ artistName: 'Newcomer' })
  await music.given({ artistName: 'ＮＥＷcomer' })
  await music.given({ artistName: 'Eve’s', by: eve })
  await music.given({ artistName: 'Secret', by: eve, visibility: 'draft' })
  const unregistered = async (person: Parameters<typeof music.as>[0], query = '') => {
    const { body } = await music.as(person)('GET', `/api/artists/unregistered${query}`)
    return body.items.map((item: { name: string; trackCount: number }) => [item.name, item.trackCount])
  }

  expect(await unregistered(mina)).toEqual([['Newcomer', 2]])
  expect(await unregistered(eve)).toEqual([
    ['Eve’s', 1],
    ['Secret', 1],
  ])
  // An administrator sees what may be changed: not what others have not shown yet.
  expect(await unregistered(ada)).toEqual([
    ['Eve’s', 1],
    ['Newcomer', 2],
  ])
  const first = await music.as(ada)('GET', '/api/artists/unregistered?limit=1')
  expect(await unregistered(ada, `?limit=1&cursor=${first.body.nextCursor}`)).toEqual([['Newcomer', 2]])
  expect(await unregistered('joon')).toEqual([])
  expect(await music.anonymous('GET', '/api/artists/unregistered')).toMatchObject({ status: 401 })
})

test('a newcomer becomes an artist in one call: on every track, album and in search, but not on what is another’s', async () => {
  const music = await testMusic()
  const one = await music.given({ artistName: 'Newcomer', album: 'Debut' })
  const two = await music.given({ artists: [{ id: null, name: 'NEWCOMER', role: 'featured' }] })
  const others = await music.given({ artistName: 'Newcomer', by: eve })

  const bound = await music.as(mina)('POST', '/api/artists/bind', { name: 'Newcomer' })
  expect(bound).toMatchObject({ status: 200, body: { name: 'Newcomer', trackCount: 2 } })
  await music.events.idle()
  const credit = async (id: string) => (await music.as(mina)('GET', `/api/tracks/${id}`)).body.artists
  expect(await credit(one.id)).toEqual([{ id: bound.body.id, name: 'Newcomer', role: 'main' }])
  expect(await credit(two.id)).toEqual([{ id: bound.body.id, name: 'Newcomer', role: 'featured' }])
  expect(await credit(others.id)).toEqual([{ id: null, name: 'Newcomer', role: 'main' }])
  expect((await music.as(mina)('GET', `/api/albums/${one.album!.id}`)).body.artist.id).toBe(bound.body.id)
  expect((await music.as(mina)('GET', '/api/search?q=newcomer')).body.artists).toMatchObject([{ id: bound.body.id }])
  expect((await music.as(mina)('GET', '/api/artists/unregistered')).body.items).toEqual([])

  // The owner binds what is left to the artist who is there; again is no harm.
  for (let n = 0; n < 2; n++) {
    expect(
      await music.as(ada)('POST', '/api/artists/bind', { name: 'newcomer', artistId: bound.body.id }),
    ).toMatchObject({ status: 200, body: { trackCount: 3 } })
  }
})

test('who may not register artists binds none; a name that is taken is asked about', async () => {
  const music = await testMusic()
  const missing = '00000000-0000-7000-8000-00000000dead'
  expect(await music.as('joon')('POST', '/api/artists/bind', { name: 'Ann' })).toMatchObject({ status: 403 })
  expect(await music.as(mina)('POST', '/api/artists/bind', { name: 'Ann', artistId: missing })).toMatchObject({
    status: 400,
    body: { code: 'artist_not_found' },
  })
  const ann = await music.as(mina)('POST', '/api/artists', { name: 'Ann' })
  expect(await music.as(mina)('POST', '/api/artists/bind', { name: 'ANN' })).toMatchObject({
    status: 409,
    body: { code: 'artist_name_taken', candidates: [{ id: ann.body.id }] },
  })
})

test('an artist who is on a track already is not there twice in one role', async () => {
  const music = await testMusic()
  const ann = (await music.as(mina)('POST', '/api/artists', { name: 'Ann' })).body
  const track = await music.given({
    artists: [
      { id: ann.id, name: 'Ann', role: 'main' },
      { id: null, name: 'Annie', role: 'main' },
      { id: null, name: 'Annie', role: 'composer' },
    ],
  })

  await music.as(mina)('POST', '/api/artists/bind', { name: 'Annie', artistId: ann.id })

  expect((await music.as(mina)('GET', `/api/tracks/${track.id}`)).body.artists).toEqual([
    { id: ann.id, name: 'Ann', role: 'main' },
    { id: ann.id, name: 'Ann', role: 'composer' },
  ])
})

test('a name on more tracks than one step is bound on all of them', async () => {
  const music = await testMusic()
  const first = await music.given({ artistName: 'Newcomer' })
  const row = await music.deps.db.selectFrom('track').selectAll().where('id', '=', first.id).executeTakeFirstOrThrow()
  await inTransaction(music.deps.db, async (tx) => {
    for (let n = 0; n < 120; n++) {
      const id = music.deps.newId()
      await tx
        .insertInto('track')
        .values({ ...row, id, uploadId: id, contentHash: null })
        .execute()
      await replaceCredits(tx, [id], [{ id: null, name: 'Newcomer', role: 'main' }])
    }
  })

  const { body } = await music.as(mina)('POST', '/api/artists/bind', { name: 'Newcomer' })
  await music.events.idle()

  expect((await music.anonymous('GET', `/api/artists/${body.id}`)).body.trackCount).toBe(121)
  expect((await music.as(mina)('GET', '/api/artists/unregistered')).body.items).toEqual([])

  await music.as(mina)('DELETE', `/api/artists/bindings/${body.bindingId}`)
  await music.events.idle()
  expect(await music.as(mina)('GET', `/api/artists/${body.id}`)).toMatchObject({ status: 404 })
  expect((await music.as(mina)('GET', '/api/artists/unregistered')).body.items).toEqual([
    { name: 'Newcomer', trackCount: 121 },
  ])

  // Taken back before all of it was bound: what is left is not bound after that.
  const hasty = await music.as(mina)('POST', '/api/artists/bind', { name: 'Newcomer' })
  await music.as(mina)('DELETE', `/api/artists/bindings/${hasty.body.bindingId}`)
  await music.events.idle()
  expect((await music.as(mina)('GET', '/api/artists/unregistered')).body.items).toMatchObject([{ trackCount: 121 }])
})

test('a binding is taken back whole: credits, albums, names it put aside, and the artist that it made', async () => {
  const music = await testMusic()
  const one = await music.given({ artistName: 'Newcomer', album: 'Debut' })
  const two = await music.given({ artistName: 'NEWCOMER' })
  const others = await music.given({ artistName: 'Newcomer', by: eve })
  const seen = async (id: string) => {
    const { artists, album } = (await music.as(mina)('GET', `/api/tracks/${id}`)).body
    return { artists, album }
  }
  const before = await Promise.all([one, two, others].map(({ id }) => seen(id)))
  const unregistered = () => music.as(mina)('GET', '/api/artists/unregistered')
  const { items } = (await unregistered()).body

  const { body } = await music.as(mina)('POST', '/api/artists/bind', { name: 'Newcomer' })
  const path = `/api/artists/bindings/${body.bindingId}`
  expect(await music.as(eve)('DELETE', path)).toMatchObject({ status: 404, body: { code: 'binding_not_found' } })
  expect(await music.anonymous('DELETE', path)).toMatchObject({ status: 401 })
  expect((await seen(one.id)).artists).toMatchObject([{ id: body.id }])

  for (let n = 0; n < 2; n++) expect(await music.as(mina)('DELETE', path)).toMatchObject({ status: 204 })
  expect(await Promise.all([one, two, others].map(({ id }) => seen(id)))).toEqual(before)
  expect((await unregistered()).body.items).toEqual(items)
  await music.events.idle()
  expect((await music.as(mina)('GET', `/api/albums/${one.album!.id}`)).body.artist).toEqual({
    id: null,
    name: 'Newcomer',
  })
  expect(await music.as(mina)('GET', `/api/artists/${body.id}`)).toMatchObject({ status: 404 })
  expect((await music.as(mina)('GET', '/api/search?q=newcomer')).body.artists).toEqual([])
  // It can be bound again, at once and under the same name.
  expect(await music.as(mina)('POST', '/api/artists/bind', { name: 'Newcomer' })).toMatchObject({
    status: 200,
    body: { trackCount: 2 },
  })
})

test('taking back leaves what an artist had before, and what was changed since', async () => {
  const music = await testMusic()
  const ann = (await music.as(mina)('POST', '/api/artists', { name: 'Ann' })).body
  const own = await music.given({ artistName: 'Ann' })
  const credits = [
    { id: ann.id as string, name: 'Ann', role: 'main' as const },
    { id: null, name: 'Annie', role: 'main' as const },
  ]
  const both = await music.given({ artists: credits })
  const changed = await music.given({ artistName: 'Annie' })
  const artists = async (id: string) => (await music.as(mina)('GET', `/api/tracks/${id}`)).body.artists

  const { body } = await music.as(mina)('POST', '/api/artists/bind', { name: 'Annie', artistId: ann.id })
  expect(await artists(both.id)).toHaveLength(1)
  await music.as(mina)('PATCH', `/api/tracks/${changed.id}`, { artistId: ann.id })
  await music.as(mina)('DELETE', `/api/artists/bindings/${body.bindingId}`)

  expect(await artists(own.id)).toMatchObject([{ id: ann.id }])
  expect(await artists(both.id)).toEqual(credits)
  expect(await artists(changed.id)).toMatchObject([{ id: ann.id }])
  expect((await music.as(mina)('GET', `/api/artists/${ann.id}`)).body).toMatchObject({ name: 'Ann', trackCount: 3 })
})
