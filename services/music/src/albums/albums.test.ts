import { expect, test } from 'vitest'
import { mina, testMusic, type TestMusic } from '../music.fixture.ts'
import type { NewTrack } from '../tracks/tracks.schema.ts'

const joon = 'joon'

async function albums(music: TestMusic, person = joon) {
  const { body } = await music.as(person)('GET', '/api/albums?limit=100')
  return body.items as {
    id: string
    title: string
    artist: { name: string } | null
    compilation: boolean
    trackCount: number
  }[]
}

async function titles(music: TestMusic, albumId: string) {
  const { body } = await music.as(joon)('GET', `/api/albums/${albumId}/tracks`)
  return (body.items as { title: string }[]).map(({ title }) => title)
}

/** Albums as lines: whose, what, how many tracks. */
async function shelf(music: TestMusic) {
  const lines = (await albums(music)).map(
    ({ artist, compilation, title, trackCount }) =>
      `${artist?.name ?? (compilation ? 'various' : 'nobody')}: ${title} (${trackCount})`,
  )
  return lines.toSorted()
}

async function bring(
  music: TestMusic,
  album: string,
  songs: [artist: string, trackNumber?: number, discNumber?: number][],
  more: Partial<NewTrack> = {},
) {
  for (const [artistName, trackNumber, discNumber] of songs)
    await music.given({ album, artistName, title: `${artistName} ${trackNumber}`, trackNumber, discNumber, ...more })
}

test('an album is listed with its artist, year, length and discs, newest first', async () => {
  const music = await testMusic()
  await bring(music, 'First', [['Ada', 1]], { year: 1999 })
  await bring(
    music,
    'Second',
    [
      ['Ada', 1, 1],
      ['Ada', 1, 2],
    ],
    { year: 2004 },
  )

  const list = await albums(music)

  expect(list).toMatchObject([
    {
      title: 'Second',
      artist: { id: null, name: 'Ada' },
      year: 2004,
      trackCount: 2,
      discCount: 2,
      durationSeconds: 2,
      compilation: false,
    },
    { title: 'First', year: 1999, trackCount: 1, discCount: 1, durationSeconds: 1, coverUrl: null, coverColor: null },
  ])
  expect((await music.as(joon)('GET', `/api/albums/${list[0]!.id}`)).body).toEqual(list[0])
})

test('pages hold every album once', async () => {
  const music = await testMusic()
  for (const album of ['One', 'Two', 'Three']) await bring(music, album, [['Ada', 1]])
  const first = (await music.as(joon)('GET', '/api/albums?limit=2')).body
  const second = (await music.as(joon)('GET', `/api/albums?limit=2&cursor=${first.nextCursor}`)).body
  expect([...first.items, ...second.items].map((album: { title: string }) => album.title)).toEqual([
    'Three',
    'Two',
    'One',
  ])
  expect(second.nextCursor).toBeNull()
})

test('tracks are in the order of discs and numbers, each disc from its first number', async () => {
  const music = await testMusic()
  await bring(music, 'Box', [
    ['Ada', 2, 2],
    ['Ada', 10, 1],
    ['Ada', 2, 1],
    ['Ada', 1, 2],
  ])
  const [album] = await albums(music)
  const { body } = await music.as(joon)('GET', `/api/albums/${album!.id}/tracks`)
  expect(
    body.items.map((track: { discNumber: number; trackNumber: number }) => [track.discNumber, track.trackNumber]),
  ).toEqual([
    [1, 2],
    [1, 10],
    [2, 1],
    [2, 2],
  ])
})

test('a track without the number of its disc is on the first, one without its own comes last', async () => {
  const music = await testMusic()
  await bring(music, 'Box', [
    ['Ada', 1, 1],
    ['Ada', undefined, 1],
    ['Ada', 2],
    ['Ada', 1, 2],
  ])
  const [album] = await albums(music)
  expect(await titles(music, album!.id)).toEqual(['Ada 1', 'Ada 2', 'Ada undefined', 'Ada 1'])
})

test('who sees no track of an album sees no album', async () => {
  const music = await testMusic()
  await bring(music, 'Secret', [['Ada', 1]], { visibility: 'draft' })
  await bring(music, 'Known', [['Ada', 1]])
  await bring(music, 'Known', [['Ada', 2]], { visibility: 'draft' })
  await bring(music, 'Open', [['Ada', 1]], { visibility: 'public' })

  expect(await shelf(music)).toEqual(['Ada: Known (1)', 'Ada: Open (1)'])
  const own = (await music.as(mina)('GET', '/api/albums')).body.items as { id: string; title: string }[]
  expect(own.map(({ title }) => title)).toEqual(['Open', 'Known', 'Secret'])
  const secret = own.find(({ title }) => title === 'Secret')!
  expect(await music.as(joon)('GET', `/api/albums/${secret.id}`)).toMatchObject({
    status: 404,
    body: { code: 'album_not_found' },
  })
  expect((await music.as(joon)('GET', `/api/albums/${secret.id}/tracks`)).status).toBe(404)
  const everyone = (await music.anonymous('GET', '/api/albums')).body.items as { title: string }[]
  expect(everyone.map(({ title }) => title)).toEqual(['Open'])
})

test('an album without tracks goes', async () => {
  const music = await testMusic()
  const track = await music.given({ album: 'Single', artistName: 'Ada' })
  await music.as(mina)('PATCH', `/api/tracks/${track.id}`, { album: null })
  expect(await shelf(music)).toEqual([])
  expect((await music.as(joon)('GET', `/api/albums/${track.album!.id}`)).status).toBe(404)
})

test('an artist’s new name is the album’s, and what comes under it joins the same album', async () => {
  const music = await testMusic()
  const { body: artist } = await music.as(mina)('POST', '/api/artists', { name: 'Ada' })
  await bring(music, 'Debut', [['Ada', 1]])
  await music.as(mina)('PATCH', `/api/artists/${artist.id}`, { name: 'Ada & The Tides' })
  await music.events.idle()
  expect(await shelf(music)).toEqual(['Ada & The Tides: Debut (1)'])

  await bring(music, 'Debut', [['Ada & The Tides', 2]])

  expect(await shelf(music)).toEqual(['Ada & The Tides: Debut (2)'])
  const [album] = await albums(music)
  expect(album).toMatchObject({ artist: { id: artist.id } })
})

test('a compilation is one album, whoever is on it', async () => {
  const music = await testMusic()
  await bring(
    music,
    'Summer',
    [
      ['Ada', 1],
      ['Bo', 2],
    ],
    { compilation: true },
  )
  expect(await shelf(music)).toEqual(['various: Summer (2)'])
})

test('tracks of several artists whose numbers make one album are one, though nobody says whose it is', async () => {
  const music = await testMusic()
  await bring(music, 'Mixtape', [
    ['Ada', 3],
    ['Bo', 1],
    ['Cy', 2],
  ])
  expect(await shelf(music)).toEqual(['various: Mixtape (3)'])
  const [album] = await albums(music)
  expect(await titles(music, album!.id)).toEqual(['Bo 1', 'Cy 2', 'Ada 3'])
  // Those that moved say so to the pages and to the search.
  const track = (await music.as(joon)('GET', `/api/tracks?limit=10`)).body.items.find(
    (one: { title: string }) => one.title === 'Bo 1',
  )
  expect(track.album).toEqual({ id: album!.id, title: 'Mixtape' })
  expect(music.told.filter(({ event }) => event === 'track').at(-1)).toBeDefined()
})

test('two albums of one title stay two, in whatever order their tracks come', async () => {
  const music = await testMusic()
  await bring(music, 'Greatest Hits', [
    ['Queens', 1],
    ['Abbas', 2],
    ['Queens', 3],
    ['Abbas', 1],
    ['Queens', 2],
    ['Abbas', 3],
  ])
  expect(await shelf(music)).toEqual(['Abbas: Greatest Hits (3)', 'Queens: Greatest Hits (3)'])
})

test('an album with a guest stays its artist’s', async () => {
  const music = await testMusic()
  await bring(music, 'Duets', [
    ['Ada', 1],
    ['Ada', 2],
    ['Ada & Bo', 3],
    ['Ada', 4],
  ])
  expect(await shelf(music)).toEqual(['Ada: Duets (4)'])
})

test('without numbers nothing is joined, and two tracks are too few to tell', async () => {
  const music = await testMusic()
  await bring(music, 'Loose', [['Ada'], ['Bo'], ['Cy']])
  await bring(music, 'Split', [
    ['Ada', 1],
    ['Bo', 2],
  ])
  expect(await shelf(music)).toEqual([
    'Ada: Loose (1)',
    'Ada: Split (1)',
    'Bo: Loose (1)',
    'Bo: Split (1)',
    'Cy: Loose (1)',
  ])
})

test('an album whose artist is said takes in no others, and what another day brings neither', async () => {
  const music = await testMusic()
  await bring(
    music,
    'Live',
    [
      ['Ada', 1],
      ['Ada', 2],
    ],
    { albumArtist: 'Ada' },
  )
  await bring(music, 'Live', [
    ['Bo', 3],
    ['Cy', 4],
  ])
  music.clock.advance(25 * 3600 * 1000)
  await bring(music, 'Live', [['Di', 5]])
  expect(await shelf(music)).toEqual(['Ada: Live (2)', 'Bo: Live (1)', 'Cy: Live (1)', 'Di: Live (1)'])
})

test('a person makes an album a compilation, and gives it back to its artists', async () => {
  const music = await testMusic()
  const ids = []
  for (const [artistName, trackNumber] of [
    ['Ada', 1],
    ['Bo', 1],
  ] as const)
    ids.push((await music.given({ album: 'Both', artistName, trackNumber })).id)

  await music.as(mina)('PATCH', '/api/tracks', { tracks: ids.map((id) => ({ id })), change: { compilation: true } })
  expect(await shelf(music)).toEqual(['various: Both (2)'])

  await music.as(mina)('PATCH', '/api/tracks', { tracks: ids.map((id) => ({ id })), change: { compilation: false } })
  expect(await shelf(music)).toEqual(['Ada: Both (1)', 'Bo: Both (1)'])
})
