import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'

const fixture = (name: string) => readFile(new URL(`../../fixtures/${name}`, import.meta.url))

// As ffmpeg's ebur128 measures them, with dualmono=true.
const measured = [
  { file: 'accents-cover.mp3', integrated: -19.2, truePeak: -16.3 },
  { file: 'korean.ogg', integrated: -18.8, truePeak: -17.2 },
  { file: 'japanese.opus', integrated: -18.8, truePeak: -17.9 },
  { file: 'tagged.flac', integrated: -18.5, truePeak: -18.1 },
]

test.each(measured)('$file is decoded to its waveform and loudness', async ({ file, integrated, truePeak }) => {
  const music = await testMusic()

  const made = await music.addTrack(mina, await fixture(file))

  const { body } = await music.as('joon')('GET', `/api/tracks/${made.body.id}`)
  expect(body).toMatchObject({ status: 'ready', analysis: 'done', damage: null })
  expect(body.loudness.integrated).toBeCloseTo(integrated, 0)
  expect(body.loudness.truePeak).toBeCloseTo(truePeak, 0)
  const { status, headers, body: waveform } = await music.as('joon')('GET', `/api/tracks/${made.body.id}/waveform`)
  expect(status).toBe(200)
  expect(headers['cache-control']).toContain('immutable')
  expect(waveform.peaks.length).toBeGreaterThan(100)
  expect(Math.max(...waveform.peaks)).toBeGreaterThan(20)
  expect(music.told.at(-1)).toMatchObject({ to: 'everyone', event: 'track', data: { track: { analysis: 'done' } } })
})

test('a waveform is sent once, and only to who may see the track', async () => {
  const music = await testMusic()
  const track = await music.given({ visibility: 'draft' })
  const path = `/api/tracks/${track.id}/waveform`

  const first = await music.as(mina)('GET', path)
  expect(first.status).toBe(200)
  const again = await music.as(mina)('GET', path, undefined, { 'if-none-match': String(first.headers.etag) })
  expect(again.status).toBe(304)
  expect((await music.as('joon')('GET', path)).status).toBe(404)
})

test('a format without a decoder plays and says that it has no waveform', async () => {
  const music = await testMusic()

  const made = await music.addTrack(mina, await fixture('tagged.m4a'))

  const { body } = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  expect(body).toMatchObject({ status: 'ready', analysis: 'no_decoder', loudness: null })
  const waveform = await music.as(mina)('GET', `/api/tracks/${made.body.id}/waveform`)
  expect(waveform).toMatchObject({ status: 404, body: { code: 'waveform_no_decoder' } })
})

test('the same bytes are decoded once, whoever adds them', async () => {
  const music = await testMusic()
  const bytes = wav({ seconds: 2 })
  const first = await music.given({ bytes, visibility: 'draft' })
  const before = await music.deps.db.selectFrom('soundAnalysis').selectAll().execute()
  music.clock.advance(1000)

  const second = await music.given({ bytes, by: { name: 'sora', roles: ['artist'] } })

  expect(second.id).not.toBe(first.id)
  expect(second.loudness).toEqual((await music.as(mina)('GET', `/api/tracks/${first.id}`)).body.loudness)
  expect(await music.deps.db.selectFrom('soundAnalysis').selectAll().execute()).toEqual(before)
})

test('what decoding found goes with the content', async () => {
  const music = await testMusic()
  const track = await music.given()

  await music.as(mina)('DELETE', `/api/tracks/${track.id}`)
  await music.as(mina)('DELETE', '/api/deleted/tracks', { ids: [track.id] })
  await music.events.idle()

  expect(await music.deps.db.selectFrom('soundAnalysis').selectAll().execute()).toEqual([])
})
