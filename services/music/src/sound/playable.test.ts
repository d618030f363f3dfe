import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { toAiff } from '../ingest/aiff.fixture.ts'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'

const fixture = (name: string) => readFile(new URL(`../../fixtures/${name}`, import.meta.url))

async function play(music: TestMusic, id: string) {
  const { body } = await music.as(mina)('POST', `/api/tracks/${id}/stream-url`)
  const url = new URL(body.url)
  return music.app.inject({ url: url.pathname + url.search, headers: { host: 'music.test' } })
}

test('AIFF plays as the WAV it is but for the order of its bytes', async () => {
  const music = await testMusic()

  const track = await music.given({ bytes: toAiff(wav({ seconds: 2 })) })

  expect(track).toMatchObject({ analysis: 'done', durationSeconds: 2, format: { container: 'AIFF', lossless: true } })
  const played = await play(music, track.id)
  expect(played.headers['content-type']).toBe('audio/wav')
  expect(played.rawPayload.equals(wav({ seconds: 2 }))).toBe(true)
})

test('Apple Lossless plays as the very samples that were encoded', async () => {
  const music = await testMusic()

  const lossless = await music.given({ bytes: await fixture('lossless.m4a') })
  const flac = await music.given({ bytes: await fixture('long.flac') })

  expect(lossless).toMatchObject({ analysis: 'done', format: { container: 'M4A', codec: 'ALAC', lossless: true } })
  // Both fixtures were made of the same tone.
  expect(lossless.loudness!.integrated).toBeCloseTo(flac.loudness!.integrated, 1)
  const played = await play(music, lossless.id)
  expect(played.headers['content-type']).toBe('audio/wav')
  expect(played.rawPayload.readUInt32LE(24)).toBe(8000)
  expect(played.rawPayload.length).toBe(44 + 6 * 8000 * 2)
})

test('what was made of a file goes with it', async () => {
  const music = await testMusic()
  const track = await music.given({ bytes: toAiff(wav()) })
  expect(await music.storedBlobs()).toHaveLength(2)

  await music.as(mina)('DELETE', `/api/tracks/${track.id}`)
  await music.as(mina)('DELETE', '/api/deleted/tracks', { ids: [track.id] })
  await music.events.idle()

  expect(await music.storedBlobs()).toEqual([])
})

test('Ogg FLAC and raw AAC play as they are', async () => {
  const music = await testMusic()

  const flac = await music.given({ bytes: await fixture('flac.ogg') })
  const aac = await music.given({ bytes: await fixture('long.aac') })

  expect(flac).toMatchObject({ analysis: 'done', format: { container: 'Ogg', codec: 'FLAC' }, durationSeconds: 3 })
  expect(aac).toMatchObject({ analysis: 'no_decoder', format: { container: 'ADTS', codec: 'AAC' } })
  expect((await play(music, aac.id)).rawPayload.equals(await fixture('long.aac'))).toBe(true)
})
