import { expect, test } from 'vitest'
import { mina, testMusic, wav } from '../music.fixture.ts'
import { Track } from './tracks.schema.ts'

test('a song goes the whole way: uploaded, read, listed, played', async () => {
  const music = await testMusic()
  const bytes = wav({ seconds: 2 })

  const made = await music.addTrack(mina, bytes, { title: '봄', artistName: 'Mina', visibility: 'members' })
  expect(made).toMatchObject({ status: 201, body: { status: 'processing', title: '봄' } })

  const listed = await music.as('joon')('GET', '/api/tracks')
  expect(listed.body.items).toMatchObject([
    {
      id: made.body.id,
      status: 'ready',
      title: '봄',
      artists: [{ id: null, name: 'Mina', role: 'main' }],
      durationSeconds: 2,
    },
  ])
  expect(Track.parse(listed.body.items[0])).toEqual(listed.body.items[0])

  const address = await music.as('joon')('POST', `/api/tracks/${made.body.id}/stream-url`)
  const { pathname, search } = new URL(address.body.url)
  const played = await music.app.inject({ url: pathname + search, headers: { host: 'music.test' } })
  expect(played.statusCode).toBe(200)
  expect(played.headers).toMatchObject({
    'content-type': 'audio/wav',
    'content-length': String(bytes.length),
    'accept-ranges': 'bytes',
  })
  expect(played.rawPayload.equals(bytes)).toBe(true)
})
