import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mina, testMusic, type TestMusic } from '../music.fixture.ts'

async function find(music: TestMusic, q: string, { as = music.as('joon'), types = '' } = {}) {
  await music.events.idle()
  const { status, body } = await as('GET', `/api/search?q=${encodeURIComponent(q)}${types && `&types=${types}`}`)
  expect(status).toBe(200)
  return {
    tracks: body.tracks.map((track: { title: string }) => track.title),
    artists: body.artists.map((artist: { name: string }) => artist.name),
    albums: body.albums.map((album: { title: string }) => album.title),
    tookMs: body.tookMs,
  }
}

test('half a word finds tracks, artists and albums, in every script', async () => {
  const music = await testMusic()
  await music.as(mina)('POST', '/api/artists', { name: '김민아' })
  await music.given({ title: '봄날의 노래', artistName: '김민아', album: '사계' })
  await music.given({ title: '夜に駆ける猫', artistName: '山田ユキ', album: '夜更け' })
  await music.given({ title: 'Été à Québec', artistName: 'Zoë', album: 'Naïve' })

  expect(await find(music, '봄날')).toMatchObject({ tracks: ['봄날의 노래'] })
  expect(await find(music, '김민')).toMatchObject({ tracks: ['봄날의 노래'], artists: ['김민아'], albums: ['사계'] })
  expect(await find(music, '駆ける')).toMatchObject({ tracks: ['夜に駆ける猫'] })
  expect(await find(music, 'queb')).toMatchObject({ tracks: ['Été à Québec'] })
  expect(await find(music, 'naiv')).toMatchObject({ tracks: ['Été à Québec'], albums: ['Naïve'] })
  expect(await find(music, 'naiv', { types: 'albums' })).toMatchObject({ tracks: [], albums: ['Naïve'] })
  expect((await find(music, 'zoe')).tookMs).toBeGreaterThan(0)
  expect(await find(music, '"*(')).toMatchObject({ tracks: [], artists: [], albums: [] })
})

test('a track with a cover is found as any other', async () => {
  const music = await testMusic()
  await music.addTrack(mina, await readFile(join(import.meta.dirname, '../../fixtures/accents-cover.mp3')))

  expect(await find(music, 'québ')).toMatchObject({ tracks: ['Été à Québec'] })
})

test('what one may not see is not found', async () => {
  const music = await testMusic()
  await music.given({ title: 'Whisper draft', album: 'Whisper d', visibility: 'draft' })
  await music.given({ title: 'Whisper members', album: 'Whisper m', visibility: 'members' })
  await music.given({ title: 'Whisper public', album: 'Whisper p', visibility: 'public' })
  const sorted = async (as: TestMusic['anonymous']) => {
    const { tracks, albums } = await find(music, 'whisper', { as })
    return [tracks.length, albums.length]
  }

  expect(await sorted(music.as(mina))).toEqual([3, 3])
  expect(await sorted(music.as('joon'))).toEqual([2, 2])
  expect(await sorted(music.anonymous)).toEqual([1, 1])
})

test('a change is found under its new name only, and a deletion no more', async () => {
  const music = await testMusic()
  const track = await music.given({ title: 'Before', album: 'Earlier' })

  await music.as(mina)('PATCH', `/api/tracks/${track.id}`, { title: 'After', album: 'Later' })
  expect(await find(music, 'before')).toMatchObject({ tracks: [] })
  expect(await find(music, 'after')).toMatchObject({ tracks: ['After'] })
  expect(await find(music, 'earlier')).toMatchObject({ albums: [] })
  expect(await find(music, 'later')).toMatchObject({ albums: ['Later'] })

  await music.as(mina)('DELETE', `/api/tracks/${track.id}`)
  expect(await find(music, 'after')).toMatchObject({ tracks: [] })
  expect(await find(music, 'later')).toMatchObject({ tracks: [], albums: [] })
})

test('the library’s own filter finds by the same words', async () => {
  const music = await testMusic()
  const track = await music.given({ title: 'Needle' })
  await music.given({ title: 'Hay' })
  await music.events.idle()

  const { body } = await music.as('joon')('GET', '/api/tracks?q=need')
  expect(body).toMatchObject({ items: [{ id: track.id }], nextCursor: null })
})
