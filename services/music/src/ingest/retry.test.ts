import { expect, test } from 'vitest'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'

/** What reads parts of files, as ingest does, fails until the answer is called. */
function breakReading({ deps: { blobs } }: TestMusic) {
  const read = blobs.read.bind(blobs)
  blobs.read = (key, range) => {
    if (range) throw new Error('The disk is away.')
    return read(key)
  }
  return () => {
    blobs.read = read
  }
}

test('a track whose file could not be read for our fault keeps it, and is read when tried again', async () => {
  const music = await testMusic()
  const mend = breakReading(music)
  const made = await music.addTrack(mina, wav(), { title: 'Typed by hand' })
  const failed = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  expect(failed.body).toMatchObject({ status: 'failed', failure: { code: 'ingest_failed' } })
  expect(await music.storedBlobs()).toHaveLength(1)
  expect((await music.as('joon')('POST', `/api/tracks/${made.body.id}/retry`)).status).toBe(404)

  mend()
  const again = await music.as(mina)('POST', `/api/tracks/${made.body.id}/retry`)
  expect(again).toMatchObject({ status: 200, body: { status: 'processing', failure: null } })
  await music.events.idle()

  const ready = await music.as(mina)('GET', `/api/tracks/${made.body.id}`)
  expect(ready.body).toMatchObject({ status: 'ready', title: 'Typed by hand', analysis: 'done' })
})

test('a failed track that is dismissed lets go of the file it kept', async () => {
  const music = await testMusic()
  const mend = breakReading(music)
  const made = await music.addTrack(mina, wav())
  mend()

  await music.as(mina)('DELETE', `/api/tracks/${made.body.id}`)
  await music.as(mina)('DELETE', '/api/deleted/tracks', { ids: [made.body.id] })
  await music.events.idle()

  expect((await music.as(mina)('GET', `/api/tracks/${made.body.id}`)).status).toBe(404)
  expect(await music.storedBlobs()).toEqual([])
})

test('a bad file must be chosen again; where nothing failed nothing is tried', async () => {
  const music = await testMusic()
  const bad = await music.addTrack(mina, Buffer.from('no music at all'.repeat(100)))
  const needed = await music.as(mina)('POST', `/api/tracks/${bad.body.id}/retry`)
  expect(needed).toMatchObject({ status: 409, body: { code: 'file_needed' } })

  const good = await music.given()
  const nothing = await music.as(mina)('POST', `/api/tracks/${good.id}/retry`)
  expect(nothing).toMatchObject({ status: 409, body: { code: 'nothing_to_retry' } })
})

test('an analysis that failed is made when tried again', async () => {
  const music = await testMusic()
  const track = await music.given()
  const nothing = { state: 'failed', peaks: null, loudnessLufs: null, peakDbfs: null } as const
  await music.deps.db.updateTable('soundAnalysis').set(nothing).execute()
  expect((await music.as(mina)('GET', `/api/tracks/${track.id}/waveform`)).body.code).toBe('waveform_failed')

  const again = await music.as(mina)('POST', `/api/tracks/${track.id}/retry`)
  expect(again.body).toMatchObject({ status: 'ready', analysis: 'pending' })
  await music.events.idle()

  expect((await music.as(mina)('GET', `/api/tracks/${track.id}/waveform`)).status).toBe(200)
})
