import { expect, test } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'
import { Track, TrackPage } from './tracks.schema.ts'

const boss = { name: 'boss', roles: ['owner' as const] }

test('a song goes the whole way: uploaded, read, listed, played', async () => {
  const music = await testMusic()
  const bytes = wav({ seconds: 2 })

  const made = await music.addTrack(mina, bytes, { title: '봄', artistName: 'Mina', visibility: 'members' })
  expect(made).toMatchObject({ status: 201, body: { status: 'processing', title: '봄', durationSeconds: null } })

  const listed = await music.as('joon')('GET', '/api/tracks')
  expect(listed.body.items).toMatchObject([
    {
      id: made.body.id,
      status: 'ready',
      title: '봄',
      artists: [{ id: null, name: 'Mina', role: 'main' }],
      durationSeconds: 2,
      bytes: bytes.length,
    },
  ])
  const address = await music.as('joon')('POST', `/api/tracks/${made.body.id}/stream-url`)
  const { pathname, search } = new URL(address.body.url)
  const played = await music.app.inject({ url: pathname + search, headers: { host: 'music.test' } })
  expect(played.headers['content-type']).toBe('audio/wav')
  expect(played.rawPayload.equals(bytes)).toBe(true)
})

test('cards, which go past the serialiser, are what the API promises', async () => {
  const music = await testMusic()
  await music.given({
    title: 'He said "no" \\ </script>  \u2028 🎵',
    artists: [
      { id: null, name: 'A "quoted" name', role: 'main' },
      { id: null, name: '"coverUrl":null', role: 'producer' },
    ],
    album: '"coverUrl":null',
    genre: 'Ångström',
    year: 2020,
    trackNumber: 3,
    discNumber: 1,
    visibility: 'public',
  })
  await music.given({ visibility: 'draft' })
  const mine = music.as(mina)
  const { uploadId } = (await music.upload(mina, Buffer.from('no music'))) as { uploadId: string }
  const processing = await mine('POST', '/api/tracks', { uploadId })
  expect(Track.strict().parse(processing.body)).toEqual(processing.body)
  await music.events.idle()

  for (const path of ['/api/tracks', '/api/tracks?sort=title', '/api/tracks?filter=unfinished']) {
    const { body, headers } = await mine('GET', path)
    expect(headers['content-type']).toBe('application/json; charset=utf-8')
    expect(TrackPage.parse(body)).toEqual(body)
    expect(body.items.length).toBeGreaterThan(0)
  }
})

test('the same upload makes one track, however often it is asked for', async () => {
  const music = await testMusic()
  const { uploadId } = (await music.upload(mina, wav())) as { uploadId: string }

  const answers = await Promise.all([1, 2, 3].map(() => music.as(mina)('POST', '/api/tracks', { uploadId })))
  await music.events.idle()
  const later = await music.as(mina)('POST', '/api/tracks', { uploadId })

  expect(new Set([...answers, later].map((answer) => answer.body.id)).size).toBe(1)
  expect((await music.as(mina)('GET', '/api/tracks')).body.items).toHaveLength(1)
})

test('the same bytes again are pointed to the track they are; two people’s drafts share them', async () => {
  const music = await testMusic()
  const bytes = wav()
  const first = await music.addTrack(mina, bytes, { title: 'First', visibility: 'draft' })

  const again = await music.addTrack(mina, bytes, { title: 'Again' })
  expect(again).toMatchObject({ status: 409, body: { code: 'track_exists', trackId: first.body.id } })

  const other = { name: 'joon', roles: ['artist' as const] }
  const shared = await music.addTrack(other, bytes, { title: 'Also' })
  expect(shared.status).toBe(201)
  expect((await music.deps.db.selectFrom('blob').selectAll().execute()).length).toBe(1)
  await music.as(mina)('DELETE', `/api/tracks/${first.body.id}`)
  await music.events.idle()
  const { body } = await music.as(other)('POST', `/api/tracks/${shared.body.id}/stream-url`)
  const { pathname, search } = new URL(body.url)
  const played = await music.app.inject({ url: pathname + search, headers: { host: 'music.test' } })
  expect(played.rawPayload.equals(bytes)).toBe(true)

  await music.as(other)('DELETE', `/api/tracks/${shared.body.id}`)
  await music.afterGrace()
  expect(await music.deps.db.selectFrom('blob').selectAll().execute()).toEqual([])
})

test('what was typed wins over the tags, also when it is typed while the file is read', async () => {
  const music = await testMusic()
  const { uploadId } = (await music.upload(mina, wav(), 'Take_five.wav')) as { uploadId: string }

  const made = await music.as(mina)('POST', '/api/tracks', { uploadId, artistName: 'Typed', album: 'Typed album' })
  await music.as(mina)('PATCH', `/api/tracks/${made.body.id}`, { genre: 'Jazz', year: 1959 })
  await music.events.idle()

  expect((await music.as(mina)('GET', `/api/tracks/${made.body.id}`)).body).toMatchObject({
    title: 'Take five',
    artists: [{ name: 'Typed' }],
    album: { title: 'Typed album' },
    genre: 'Jazz',
    year: 1959,
  })
})

test('pages hold every track once: newest first, or by title whatever the case and the script', async () => {
  const music = await testMusic()
  const titles = ['beta', 'Alpha', 'ｇａｍｍａ', '가나', 'alpha', 'Ω', 'draft']
  for (const title of titles) {
    await music.given({ title, visibility: title === 'draft' ? 'draft' : 'members' })
    music.clock.advance(10)
  }
  const all = async (person: string | typeof mina, sort: string) => {
    const found: string[] = []
    for (let cursor = ''; ;) {
      const { body } = await music.as(person)('GET', `/api/tracks?limit=2&sort=${sort}${cursor && `&cursor=${cursor}`}`)
      found.push(...body.items.map((item: { title: string }) => item.title))
      if (body.nextCursor === null) return found
      cursor = body.nextCursor
    }
  }

  expect(await all(mina, 'added')).toEqual(titles.toReversed())
  expect(await all('joon', 'added')).toEqual(titles.slice(0, -1).toReversed())
  expect(await all('joon', 'title')).toEqual(['Alpha', 'alpha', 'beta', 'ｇａｍｍａ', 'Ω', '가나'])
  expect(await all(mina, 'title')).toEqual(['Alpha', 'alpha', 'beta', 'draft', 'ｇａｍｍａ', 'Ω', '가나'])
})

test('ids are those of the whole list, and cards come by ids in their order', async () => {
  const music = await testMusic()
  const tracks = [
    await music.given({ title: 'b' }),
    await music.given({ title: 'a' }),
    await music.given({ visibility: 'draft' }),
  ]
  const [b, a, draft] = tracks.map((track) => track.id) as [string, string, string]

  expect((await music.as('joon')('GET', '/api/tracks/ids')).body).toEqual({ ids: [a, b] })
  expect((await music.as('joon')('GET', '/api/tracks/ids?sort=title')).body).toEqual({ ids: [a, b] })
  expect((await music.as(mina)('GET', '/api/tracks/ids')).body).toEqual({ ids: [draft, a, b] })
  const cards = await music.as('joon')('GET', `/api/tracks?ids=${b},${draft},00000000-0000-7000-8000-00000000dead,${a}`)
  expect(cards.body.items.map((item: { id: string }) => item.id)).toEqual([b, a])
  expect((await music.as('joon')('GET', '/api/tracks?ids=nonsense')).status).toBe(400)
})

test('a draft is its uploader’s, members see members’, everyone what is public', async () => {
  const music = await testMusic()
  const draft = await music.given({ visibility: 'draft' })
  const members = await music.given({ visibility: 'members' })
  const open = await music.given({ visibility: 'public' })
  const ids = [draft.id, members.id, open.id]
  const seen = async (call: typeof music.anonymous) => {
    const list = (await call('GET', '/api/tracks?sort=title')).body.items.map((item: { id: string }) => item.id)
    const cards = (await call('GET', `/api/tracks?ids=${ids.join(',')}`)).body.items.map(
      (item: { id: string }) => item.id,
    )
    const single = await Promise.all(ids.map(async (id) => (await call('GET', `/api/tracks/${id}`)).status === 200))
    expect(list.toSorted()).toEqual(cards.toSorted())
    expect(ids.filter((_, index) => single[index])).toEqual(cards)
    return cards.length
  }

  expect(await seen(music.as(mina))).toBe(3)
  expect(await seen(music.as('joon'))).toBe(2)
  expect(await seen(music.as(boss))).toBe(2)
  expect(await seen(music.anonymous)).toBe(1)
})

test('only its uploader and those who run the place change or delete a track', async () => {
  const music = await testMusic()
  const track = await music.given({ visibility: 'members' })
  const draft = await music.given({ visibility: 'draft' })
  const eve = music.as({ name: 'eve', roles: ['artist'] })

  expect(await eve('PATCH', `/api/tracks/${track.id}`, { title: 'Mine now' })).toMatchObject({
    status: 403,
    body: { code: 'not_your_track' },
  })
  expect(await eve('DELETE', `/api/tracks/${track.id}`)).toMatchObject({ status: 403 })
  expect(await eve('PATCH', `/api/tracks/${draft.id}`, { title: 'Mine now' })).toMatchObject({ status: 404 })
  expect(await music.as(boss)('PATCH', `/api/tracks/${track.id}`, { title: 'Better' })).toMatchObject({
    status: 200,
    body: { title: 'Better' },
  })
  expect(await music.as(boss)('DELETE', `/api/tracks/${draft.id}`)).toMatchObject({ status: 404 })
  expect(await music.anonymous('DELETE', `/api/tracks/${track.id}`)).toMatchObject({ status: 401 })
})

test('a change shows at once, raises the revision and is told to pages', async () => {
  const music = await testMusic()
  const track = await music.given({ title: 'Old', album: 'One' })

  const changed = await music.as(mina)('PATCH', `/api/tracks/${track.id}`, {
    title: 'New',
    album: 'Two',
    visibility: 'public',
    artists: [
      { id: null, name: 'Ann', role: 'main' },
      { id: null, name: 'Ben', role: 'featured' },
    ],
  })
  await music.events.idle()

  expect(changed.body).toMatchObject({
    title: 'New',
    album: { title: 'Two' },
    visibility: 'public',
    artists: [{ name: 'Ann' }, { name: 'Ben', role: 'featured' }],
  })
  expect(changed.body.revision).toBeGreaterThan(track.revision)
  expect(music.told.at(-1)).toEqual({ to: 'everyone', event: 'track', data: { track: changed.body } })
  const albums = await music.as(mina)('GET', '/api/albums')
  expect(albums.body.items).toMatchObject([{ title: 'Two', trackCount: 1 }])
  const without = await music.as(mina)('PATCH', `/api/tracks/${track.id}`, { album: null })
  expect(without.body.album).toBeNull()
  expect((await music.as(mina)('GET', '/api/albums')).body.items).toEqual([])
})

test('text that is no line, and artists that are not there, are refused', async () => {
  const music = await testMusic()
  const track = await music.given()
  const patch = (change: object) => music.as(mina)('PATCH', `/api/tracks/${track.id}`, change)

  expect(await patch({ title: '' })).toMatchObject({
    status: 400,
    body: { code: 'invalid_input', errors: [{ path: 'title' }] },
  })
  expect(await patch({ title: 'two\nlines' })).toMatchObject({ status: 400 })
  expect(await patch({ title: 'x'.repeat(301) })).toMatchObject({ status: 400 })
  expect(await patch({ year: 20_000 })).toMatchObject({ status: 400 })
  expect(await patch({ artistId: '00000000-0000-7000-8000-00000000dead' })).toMatchObject({
    status: 400,
    body: { code: 'artist_not_found' },
  })
})
