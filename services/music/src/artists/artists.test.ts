import { expect, test } from 'vitest'
import { mina, testMusic, type TestMusic } from '../music.fixture.ts'
import { inTransaction } from '@bell/platform/database'
import { replaceCredits } from '../credits/credits.queries.ts'

async function register(music: TestMusic, name: string) {
  const { status, body } = await music.as(mina)('POST', '/api/artists', { name })
  expect(status).toBe(201)
  return body as { id: string; name: string }
}

test('an artist has links and a biography, and is changed by who registered it', async () => {
  const music = await testMusic()
  const links = [{ kind: 'youtube', url: 'https://youtube.com/@iu' }]

  const made = await music.as(mina)('POST', '/api/artists', { name: '아이유', links, biography: 'Sings.' })
  expect(made).toMatchObject({
    status: 201,
    body: {
      name: '아이유',
      links: [{ ...links[0], host: 'youtube.com' }],
      biography: 'Sings.',
      photoUrl: null,
      trackCount: 0,
    },
  })

  const path = `/api/artists/${made.body.id}`
  expect(await music.as({ name: 'eve', roles: ['artist'] })('PATCH', path, { name: 'Eve' })).toMatchObject({
    status: 403,
    body: { code: 'not_your_artist' },
  })
  expect(await music.as('joon')('POST', '/api/artists', { name: 'Joon' })).toMatchObject({ status: 403 })
  expect(await music.as(mina)('PATCH', path, { links: [{ kind: 'x', url: 'javascript:alert(1)' }] })).toMatchObject({
    status: 400,
  })
  expect(await music.as(mina)('PATCH', path, { biography: 'Writes.' })).toMatchObject({
    status: 200,
    body: { biography: 'Writes.', links: [{ kind: 'youtube', url: 'https://youtube.com/@iu' }] },
  })
})

test('the list comes nine at a time by name, each artist once', async () => {
  const music = await testMusic()
  const names = Array.from({ length: 20 }, (_, n) => `Artist ${String.fromCodePoint(0x61 + n)}`)
  for (const name of names.toReversed()) await register(music, name)

  const pages: string[][] = []
  for (let cursor: string | null = ''; cursor !== null;) {
    const { body }: { body: { items: { name: string }[]; nextCursor: string | null } } = await music.anonymous(
      'GET',
      `/api/artists?cursor=${cursor}`.replace(/\?cursor=$/, ''),
    )
    pages.push(body.items.map((item) => item.name))
    cursor = body.nextCursor
  }
  expect(pages.map((page) => page.length)).toEqual([9, 9, 2])
  expect(pages.flat()).toEqual(names)
})

test('half a name finds an artist at once, whatever its case, width and form', async () => {
  const music = await testMusic()
  const beyonce = await register(music, 'Beyoncé')
  const band = await register(music, 'The Beatles')
  const iu = await register(music, '아이유')
  const find = async (q: string) =>
    (await music.as(mina)('GET', `/api/search/artists?q=${encodeURIComponent(q)}&limit=8`)).body.items.map(
      (item: { id: string }) => item.id,
    )

  expect(await find('BEYON')).toEqual([beyonce.id])
  expect(await find('ｂｅｙ')).toEqual([beyonce.id])
  expect(await find('아이'.normalize('NFD'))).toEqual([iu.id])
  await music.events.idle()
  expect(await find('beatl')).toEqual([band.id])
  expect(await find('be')).toEqual([beyonce.id, band.id])
  expect(await find('')).toEqual([])
  expect(await find('%_')).toEqual([])
})

test('a name that one artist bears is that artist; two of one name are not guessed', async () => {
  const music = await testMusic()
  const iu = await register(music, 'IU')
  await register(music, 'Twin')
  await music.as(mina)('POST', '/api/artists', { name: 'twin', allowSameName: true })

  expect((await music.given({ artistName: 'ｉｕ' })).artists).toEqual([{ id: iu.id, name: 'IU', role: 'main' }])
  expect((await music.given({ artistName: 'Twin' })).artists).toEqual([{ id: null, name: 'Twin', role: 'main' }])
  expect((await music.given({ artistId: iu.id })).artists).toEqual([{ id: iu.id, name: 'IU', role: 'main' }])
})

test('an artist’s page lists tracks and albums, whatever the credit, and only what one may see', async () => {
  const music = await testMusic()
  const ann = await register(music, 'Ann')
  const own = await music.given({ artistId: ann.id, album: 'Hers', year: 2020 })
  const guest = await music.given({
    artists: [
      { id: null, name: 'Ben', role: 'main' },
      { id: ann.id, name: 'Ann', role: 'featured' },
      { id: ann.id, name: 'Ann', role: 'composer' },
    ],
    album: 'His',
    visibility: 'public',
  })
  const draft = await music.given({ artistId: ann.id, album: 'Secret', visibility: 'draft' })
  const ids = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map((item) => item.id)
  const titles = (answer: { body: { items: { title: string }[] } }) => answer.body.items.map((item) => item.title)

  expect(ids(await music.as('joon')('GET', `/api/artists/${ann.id}/tracks`))).toEqual([guest.id, own.id])
  expect(ids(await music.as(mina)('GET', `/api/artists/${ann.id}/tracks`))).toEqual([draft.id, guest.id, own.id])
  expect(ids(await music.anonymous('GET', `/api/artists/${ann.id}/tracks`))).toEqual([guest.id])
  const page = await music.as('joon')('GET', `/api/artists/${ann.id}/tracks?limit=1`)
  expect(ids(await music.as('joon')('GET', `/api/artists/${ann.id}/tracks?cursor=${page.body.nextCursor}`))).toEqual([
    own.id,
  ])
  const albums = await music.as('joon')('GET', `/api/artists/${ann.id}/albums`)
  expect(titles(albums)).toEqual(['His', 'Hers'])
  expect(albums.body.items[1]).toMatchObject({ artist: { id: ann.id, name: 'Ann' }, year: 2020, trackCount: 1 })
  expect((await music.anonymous('GET', `/api/artists/${ann.id}`)).body.trackCount).toBe(2)
})

test('a new name comes to all cards of the artist, in steps', async () => {
  const music = await testMusic()
  const ann = await register(music, 'Ann')
  const first = await music.given({ artistId: ann.id, album: 'Songs' })
  // More than one step's tracks, without uploading each.
  const row = await music.deps.db.selectFrom('track').selectAll().where('id', '=', first.id).executeTakeFirstOrThrow()
  await inTransaction(music.deps.db, async (tx) => {
    for (let n = 0; n < 120; n++) {
      const id = music.deps.newId()
      await tx
        .insertInto('track')
        .values({ ...row, id, uploadId: id, contentHash: null })
        .execute()
      await replaceCredits(tx, [id], [{ id: ann.id, name: 'Ann', role: 'main' }])
    }
  })

  await music.as(mina)('PATCH', `/api/artists/${ann.id}`, { name: 'Anna' })
  await music.events.idle()

  const names = new Set<string>()
  for (let cursor = ''; ;) {
    const { body } = await music.as(mina)('GET', `/api/tracks?limit=100${cursor && `&cursor=${cursor}`}`)
    for (const item of body.items) names.add(item.artists[0].name)
    if (body.nextCursor === null) break
    cursor = body.nextCursor
  }
  expect([...names]).toEqual(['Anna'])
  expect((await music.as(mina)('GET', `/api/tracks/${first.id}`)).body.revision).toBe(first.revision + 1)
  expect((await music.as(mina)('GET', '/api/albums')).body.items[0].artist).toEqual({ id: ann.id, name: 'Anna' })
  expect((await music.as(mina)('GET', '/api/search?q=anna')).body.tracks.length).toBeGreaterThan(0)
})

test('tracks of one title and album artist share an album, however it is written', async () => {
  const music = await testMusic()
  const one = await music.given({ album: 'Blue  Train', albumArtist: 'Coltrane', trackNumber: 2 })
  const two = await music.given({ album: 'BLUE TRAIN', albumArtist: 'ｃｏｌｔｒａｎｅ', trackNumber: 1 })
  const other = await music.given({ album: 'Blue Train', albumArtist: 'Someone else' })

  expect(two.album).toEqual(one.album)
  expect(other.album!.id).not.toBe(one.album!.id)
  const tracks = await music.as('joon')('GET', `/api/albums/${one.album!.id}/tracks`)
  expect(tracks.body.items.map((item: { id: string }) => item.id)).toEqual([two.id, one.id])
  expect((await music.anonymous('GET', `/api/albums/${one.album!.id}`)).status).toBe(404)
})
