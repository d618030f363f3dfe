import { expect, test } from 'vitest'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'

async function play(music: TestMusic, seconds: number) {
  const track = await music.given({ bytes: wav({ seconds, seed: seconds }) })
  const joon = music.as('joon')
  const { body } = await joon('POST', '/api/plays', { trackId: track.id })
  const report = async (afterSeconds: number, positionSeconds: number, state = 'playing') => {
    music.clock.advance(afterSeconds * 1000)
    expect(await joon('PATCH', `/api/plays/${body.playId}`, { positionSeconds, state })).toMatchObject({ status: 204 })
  }
  return { track, playId: body.playId as string, report, listens: () => listens(music, track.id) }
}

async function listens(music: TestMusic, trackId: string) {
  const rows = await music.deps.db
    .selectFrom('outbox')
    .select('data')
    .where('type', '=', 'music.play.listened')
    .execute()
  return rows.map((row) => JSON.parse(row.data)).filter((data) => data.trackId === trackId).length
}

test('half a track heard is a listen, once', async () => {
  const music = await testMusic()
  const { report, listens } = await play(music, 20)

  await report(9, 9)
  expect(await listens()).toBe(0)
  await report(1, 10)
  expect(await listens()).toBe(1)
  await report(10, 20, 'ended')
  expect(await listens()).toBe(1)
})

test('of a long track 240 seconds are enough', async () => {
  const music = await testMusic()
  const { report, listens } = await play(music, 600)

  await report(239, 239)
  expect(await listens()).toBe(0)
  await report(1, 240)
  expect(await listens()).toBe(1)
})

test('no position makes more heard than time has passed', async () => {
  const music = await testMusic()
  const { report, listens } = await play(music, 20)

  await report(0, 20, 'ended')
  expect(await listens()).toBe(0)
  await report(5, 0)
  await report(5, 19)
  await report(0, 1000)
  expect(await listens()).toBe(0)
})

test('pauses and going back count nothing', async () => {
  const music = await testMusic()
  const { report, listens } = await play(music, 20)

  await report(5, 5, 'paused')
  await report(60, 5)
  await report(3, 2)
  await report(4, 6)
  expect(await listens()).toBe(0)
  await report(1, 7)
  expect(await listens()).toBe(1)
})

test('someone else’s play, and a track one may not see, are not there', async () => {
  const music = await testMusic()
  const { playId } = await play(music, 2)
  const draft = await music.given({ visibility: 'draft' })

  expect(
    await music.as('eve')('PATCH', `/api/plays/${playId}`, { positionSeconds: 1, state: 'playing' }),
  ).toMatchObject({ status: 404, body: { code: 'play_not_found' } })
  expect(await music.as('eve')('POST', '/api/plays', { trackId: draft.id })).toMatchObject({
    status: 404,
    body: { code: 'track_not_found' },
  })
  for (const positionSeconds of [-1, Number.NaN, 1e12, '5']) {
    const answer = await music.as('joon')('PATCH', `/api/plays/${playId}`, { positionSeconds, state: 'playing' })
    expect(answer.status).toBe(400)
  }
})

test('recently played has each track once, newest first, in pages, and only what one may still see', async () => {
  const music = await testMusic()
  const [a, b, c] = [await music.given(), await music.given(), await music.given()]
  const joon = music.as('joon')
  for (const track of [a, b, c, a]) {
    music.clock.advance(1000)
    await joon('POST', '/api/plays', { trackId: track.id })
  }
  const ids = (answer: { body: { items: { id: string }[] } }) => answer.body.items.map((item) => item.id)

  expect(ids(await joon('GET', '/api/recent'))).toEqual([a.id, c.id, b.id])
  const first = await joon('GET', '/api/recent?limit=2')
  expect(ids(await joon('GET', `/api/recent?limit=2&cursor=${first.body.nextCursor}`))).toEqual([b.id])
  expect(ids(await music.as('eve')('GET', '/api/recent'))).toEqual([])
  await music.as(mina)('PATCH', `/api/tracks/${c.id}`, { visibility: 'draft' })
  expect(ids(await joon('GET', '/api/recent'))).toEqual([a.id, b.id])
})
