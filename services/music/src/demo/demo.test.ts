import { testUser } from '@bell/platform/test-kit'
import { expect, onTestFinished, test, vi } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'
import { findOrphans } from '../orphans.fixture.ts'
import { demoCatalogue } from './catalogue/albums.ts'
import type { DemoCatalogue } from './catalogue/catalogue.ts'
import { createDemo } from './demo.ts'

// Threads that compose and encode: where others use the cores too, that takes a while.
vi.setConfig({ testTimeout: 90_000 })

const owner = { name: 'ada', roles: ['owner' as const] }
const [sampler] = demoCatalogue.albums.filter((album) => 'tracks' in album)
// Two artists, three pieces, both formats, a compilation.
const fewArtists = demoCatalogue.artists.filter(({ style }) => style === 'chiptune' || style === 'trot')
const few: DemoCatalogue = {
  artists: fewArtists,
  pictureSize: 48,
  seconds: [8, 9],
  albums: [
    {
      title: '작은 밤',
      artist: fewArtists[1]!,
      year: 2024,
      format: 'ogg',
      scene: 'discs',
      colours: '#ffffff #335577',
      discs: [['별빛']],
    },
    {
      ...sampler!,
      format: 'mp3',
      artistName: 'Various Artists',
      tracks: [
        { artist: fewArtists[0]!, title: 'はじまり' },
        { artist: fewArtists[1]!, title: 'Together', featuring: fewArtists[0]! },
      ],
    },
  ],
}

async function testDemo() {
  const music = await testMusic({ demoCatalogue: few })
  const call = music.as(owner)
  /** Resolves when the page would be told of this. */
  const told = (wanted: (state: { state: string; done?: number }) => boolean) =>
    new Promise<void>((resolve) =>
      music.onTold(({ event, data }) => event === 'demo' && wanted(data as { state: string }) && resolve()),
    )
  return { music, call, told }
}

test('asking, even twice, makes artists, albums and tracks once, which everyone sees, and tells how far it is', async () => {
  const { music, call, told } = await testDemo()
  expect((await call('GET', '/api/demo')).body).toEqual({ state: 'none' })
  const there = told(({ state }) => state === 'there')

  const answers = await Promise.all([call('POST', '/api/demo'), call('POST', '/api/demo')])
  expect(answers).toMatchObject(answers.map(() => ({ status: 202, body: { state: 'making', total: 5 } })))
  await there
  await call('POST', '/api/demo')
  await music.events.idle()

  expect((await call('GET', '/api/demo')).body).toEqual({ state: 'there' })
  const { items } = (await music.anonymous('GET', '/api/tracks?sort=title')).body
  expect(items).toHaveLength(3)
  expect(items.find((track: { title: string }) => track.title === 'Together')).toMatchObject({
    status: 'ready',
    visibility: 'public',
    downloadable: true,
    artists: [
      { name: '김달래', role: 'main', id: expect.any(String) },
      { name: 'ピクセルねこ', role: 'featured', id: expect.any(String) },
      { name: '박정만', role: 'composer' },
    ],
    album: { title: sampler!.title },
    trackNumber: 2,
    genre: 'Trot',
    coverUrl: expect.stringContaining('/i/'),
    format: { container: 'MP3', channels: 2 },
    uploadedBy: { name: 'ada' },
  })
  expect(items.find((track: { title: string }) => track.title === '별빛')).toMatchObject({
    format: { codec: 'Vorbis' },
  })
  const artists = (await music.anonymous('GET', '/api/artists')).body.items
  expect(artists).toMatchObject([
    {
      name: 'ピクセルねこ',
      trackCount: 2,
      photoUrl: expect.any(String),
      biography: expect.stringContaining('チップチューン'),
    },
    { name: '김달래', trackCount: 2, otherNames: [{ language: 'en', name: 'Kim Dallae' }, { language: 'ja' }] },
  ])
  const steps = music.told.flatMap(({ event, data }) => (event === 'demo' && 'done' in data ? [Number(data.done)] : []))
  // Two that end at once may both be told of together.
  expect(steps).toEqual(steps.toSorted((a, b) => a - b))
  expect(steps.at(-1)).toBe(5)
})

test('what a crash broke off goes on at the next start, and nothing is made twice', async () => {
  const { music, call, told } = await testDemo()
  const half = told(({ done }) => done! >= 3)
  await call('POST', '/api/demo')
  await half
  // As a service that ends: its row says that it is being made, and so does the next start find it.
  await music.demo.close()
  expect((await call('GET', '/api/demo')).body).toMatchObject({ state: 'making' })
  const there = told(({ state }) => state === 'there')
  await music.demo.resume()
  await there
  await music.events.idle()

  expect((await music.as(owner)('GET', '/api/tracks')).body.items).toHaveLength(3)
  expect((await music.as(owner)('GET', '/api/artists')).body.items).toHaveLength(2)
})

test('removing it leaves nothing but what people made of it', async () => {
  const { music, call, told } = await testDemo()
  const there = told(({ state }) => state === 'there')
  await call('POST', '/api/demo')
  await there
  await music.events.idle()
  const artists = (await call('GET', '/api/artists')).body.items
  const kept = artists.find(({ name }: { name: string }) => name === '김달래')
  const mine = await music.given({ by: mina, bytes: wav({ seed: 7 }), artistId: kept.id, title: 'Mine' })
  const trackIds = (await call('GET', '/api/tracks')).body.items.map(({ id }: { id: string }) => id)
  await call('POST', '/api/queue/operations', { revision: 0, operations: [{ op: 'replace', trackIds }] })
  expect((await call('GET', '/api/queue')).body.items).toHaveLength(4)

  expect(await call('DELETE', '/api/demo')).toMatchObject({ status: 204 })
  await music.events.idle()

  expect((await call('GET', '/api/demo')).body).toEqual({ state: 'none' })
  expect((await call('GET', '/api/tracks')).body.items).toMatchObject([{ title: 'Mine', artists: [{ id: kept.id }] }])
  expect((await call('GET', '/api/artists')).body.items).toMatchObject([{ id: kept.id, trackCount: 1 }])
  expect((await call('GET', '/api/albums')).body.items).toEqual([])
  expect((await call('GET', '/api/queue')).body.items).toMatchObject([{ track: { id: mine.id } }])
  expect(await music.storedBlobs()).toHaveLength(1)
  expect(await findOrphans(music)).toEqual([])
  // Of the pictures only the photo of who stayed.
  expect(music.pictures.kept.length - music.pictures.released.length).toBe(1)
  const found = (await call('GET', `/api/search?q=${encodeURIComponent('ピクセル')}`)).body
  expect(found).toMatchObject({ tracks: [], artists: [], albums: [] })
})

test('removing it while it is being made stops that and removes what there was', async () => {
  const { music, call, told } = await testDemo()
  const half = told(({ done }) => done! >= 3)
  await call('POST', '/api/demo')
  await half

  expect(await call('DELETE', '/api/demo')).toMatchObject({ status: 204 })
  await music.events.idle()

  expect((await call('GET', '/api/tracks')).body.items).toEqual([])
  expect((await call('GET', '/api/artists')).body.items).toEqual([])
  expect(await music.storedBlobs()).toEqual([])
  expect(await findOrphans(music)).toEqual([])
})

test('of several processes one makes it, and another that removes it meanwhile waits for that one’s piece', async () => {
  const { music, call, told } = await testDemo()
  const another = () => {
    const demo = createDemo(music.deps, few)
    onTestFinished(demo.close)
    return demo
  }
  const others = [another(), another()]
  const there = told(({ state }) => state === 'there')
  await call('POST', '/api/demo')
  for (const demo of others) await demo.resume()
  await there
  await music.events.idle()
  expect((await music.anonymous('GET', '/api/artists')).body.items).toHaveLength(2)
  expect((await music.anonymous('GET', '/api/tracks')).body.items).toHaveLength(3)
  // A photo of each artist, a cover of each track.
  expect(music.pictures.kept).toHaveLength(5)
  await others[0]!.remove(testUser(owner))
  await music.events.idle()

  const half = told(({ done }) => done! >= 2)
  await call('POST', '/api/demo')
  await half
  await others[1]!.remove(testUser(owner))
  await music.events.idle()
  expect((await call('GET', '/api/demo')).body).toEqual({ state: 'none' })
  expect((await call('GET', '/api/tracks')).body.items).toEqual([])
  expect((await call('GET', '/api/artists')).body.items).toEqual([])
  expect(await music.storedBlobs()).toEqual([])
  expect(await findOrphans(music)).toEqual([])
})

test('only who runs the installation may load or remove it', async () => {
  const { music } = await testDemo()

  expect(await music.as(mina)('POST', '/api/demo')).toMatchObject({ status: 403, body: { code: 'not_an_admin' } })
  expect(await music.as(mina)('DELETE', '/api/demo')).toMatchObject({ status: 403 })
  expect(await music.anonymous('GET', '/api/demo')).toMatchObject({ status: 401 })
})
