import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { mina, testMusic, type TestMusic } from '../music.fixture.ts'
import { findOrphans } from '../orphans.fixture.ts'

const joon = { name: 'joon', roles: ['listener' as const] }
const eve = { name: 'eve', roles: ['artist' as const] }
const boss = { name: 'boss', roles: ['admin' as const] }
const withCover = new URL('../../fixtures/accents-cover.mp3', import.meta.url)

async function seenBy(music: TestMusic, person: Parameters<TestMusic['as']>[0], id: string) {
  const call = music.as(person)
  const listed = async (path: string) =>
    JSON.stringify((await call('GET', path)).body).includes(id) ? [path.split('?')[0]] : []
  const found = []
  for (const path of ['/api/tracks', '/api/tracks/ids', `/api/tracks?ids=${id}`, '/api/recent', '/api/queue']) {
    found.push(...(await listed(path)))
  }
  if ((await call('GET', `/api/tracks/${id}`)).status === 200) found.push('track')
  return [...new Set(found)]
}

test('a deleted track is hidden at once from everyone, and comes back whole', async () => {
  const music = await testMusic()
  const bytes = await readFile(withCover)
  const track = await music.given({ bytes, album: 'Alone', artistName: 'Ann', title: 'Tideland' })
  await music.as(joon)('POST', '/api/plays', { trackId: track.id })
  const operations = [{ op: 'replace', trackIds: [track.id], startAt: 0 }]
  await music.as(joon)('POST', '/api/queue/operations', { revision: 0, operations })
  const { body: stream } = await music.as(joon)('POST', `/api/tracks/${track.id}/stream-url`)
  const play = async () => {
    const { pathname, search } = new URL(stream.url)
    return (await music.app.inject({ url: pathname + search, headers: { host: 'music.test' } })).statusCode
  }
  const before = { joon: await seenBy(music, joon, track.id), mina: await seenBy(music, mina, track.id) }
  expect(before.joon).toEqual(['/api/tracks', '/api/tracks/ids', '/api/recent', '/api/queue', 'track'])
  const found = async () => {
    const { body } = await music.as(joon)('GET', '/api/search?q=tideland')
    const { body: albums } = await music.as(joon)('GET', '/api/search?q=alone')
    return [body.tracks.length, albums.albums.length]
  }
  expect(await found()).toEqual([1, 1])

  expect(await music.as(mina)('DELETE', `/api/tracks/${track.id}`)).toMatchObject({ status: 204 })
  expect(await seenBy(music, joon, track.id)).toEqual([])
  expect(await seenBy(music, mina, track.id)).toEqual([])
  expect((await music.as(joon)('GET', `/api/albums/${track.album!.id}`)).status).toBe(404)
  expect(await play()).toBe(404)
  await music.events.idle()
  expect(music.told.at(-1)).toEqual({ to: 'everyone', event: 'track-deleted', data: { id: track.id } })
  expect(await found()).toEqual([0, 0])
  expect(await findOrphans(music)).toEqual([])

  expect(await music.as(mina)('POST', `/api/tracks/${track.id}/restore`)).toMatchObject({ status: 204 })
  await music.events.idle()
  const { revision: _before, ...whole } = track
  expect((await music.as(joon)('GET', `/api/tracks/${track.id}`)).body).toMatchObject(whole)
  expect({ joon: await seenBy(music, joon, track.id), mina: await seenBy(music, mina, track.id) }).toEqual(before)
  expect(await found()).toEqual([1, 1])
  expect(await play()).toBe(200)
})

test('after the grace period nothing is left: no file, row, picture, document or place in a queue', async () => {
  const music = await testMusic()
  const track = await music.given({ bytes: await readFile(withCover), album: 'Alone', artistName: 'Ann' })
  const stays = await music.given()
  await music.as(joon)('POST', '/api/plays', { trackId: track.id })
  const operations = [{ op: 'replace', trackIds: [track.id, stays.id], startAt: 0 }]
  await music.as(joon)('POST', '/api/queue/operations', { revision: 0, operations })
  await music.as(mina)('DELETE', `/api/tracks/${track.id}`)
  music.clock.advance(music.deps.deletedKeptMs - 1)
  await music.afterGrace()

  const tables = ['track', 'blob', 'upload', 'credit', 'album', 'play', 'recentTrack'] as const
  const rows = await Promise.all(
    tables.map(async (table) => (await music.deps.db.selectFrom(table).selectAll().execute()).length),
  )
  expect(rows).toEqual([1, 1, 0, 0, 0, 0, 0])
  expect(await music.storedBlobs()).toHaveLength(1)
  expect(music.pictures.kept).toHaveLength(1)
  expect(await findOrphans(music)).toEqual([])
  expect((await music.as(joon)('GET', '/api/queue')).body).toMatchObject({ items: [{ track: { id: stays.id } }] })
  expect(await music.as(mina)('POST', `/api/tracks/${track.id}/restore`)).toMatchObject({ status: 404 })
})

test('many are deleted by one call and come back by one; what is not the person’s stays and is named', async () => {
  const music = await testMusic()
  const own = [await music.given(), await music.given({ visibility: 'draft' })]
  const other = await music.given({ by: eve })
  const draft = await music.given({ by: eve, visibility: 'draft' })
  const ids = [...own, other, draft].map(({ id }) => id)

  const deleted = await music.as(mina)('DELETE', '/api/tracks', { ids })
  expect(deleted).toMatchObject({
    status: 200,
    body: {
      ids: own.map(({ id }) => id),
      refused: [
        { id: other.id, code: 'not_your_track' },
        { id: draft.id, code: 'track_not_found' },
      ],
    },
  })
  expect((await music.as(mina)('DELETE', '/api/tracks', { ids: deleted.body.ids })).body, 'again is no error').toEqual({
    ids: deleted.body.ids,
    refused: [],
  })
  expect((await music.as(mina)('GET', '/api/tracks')).body.items).toHaveLength(1)

  const restored = await music.as(mina)('POST', '/api/tracks/restore', { ids: deleted.body.ids })
  expect(restored.body).toEqual({ ids: deleted.body.ids, refused: [] })
  expect((await music.as(mina)('GET', '/api/tracks')).body.items).toHaveLength(3)
  expect((await music.as(eve)('GET', '/api/tracks?filter=mine')).body.items).toHaveLength(2)
})

test('deleted tracks are listed to their uploader and to administrators, with the time when they go', async () => {
  const music = await testMusic()
  const track = await music.given({ title: 'Gone' })
  const draft = await music.given({ title: 'Secret', visibility: 'draft' })
  await music.as(mina)('DELETE', '/api/tracks', { ids: [track.id, draft.id] })
  const listed = async (person: Parameters<typeof music.as>[0]) =>
    (await music.as(person)('GET', '/api/deleted/tracks')).body.items.map(
      (item: { track: { title: string } }) => item.track.title,
    )

  expect(await listed(mina)).toEqual(['Secret', 'Gone'])
  expect(await listed(boss)).toEqual(['Gone'])
  expect(await listed(eve)).toEqual([])
  const { body } = await music.as(mina)('GET', '/api/deleted/tracks?limit=1')
  expect(Date.parse(body.items[0].goneAt) - music.clock.now()).toBe(music.deps.deletedKeptMs)
  const next = await music.as(mina)('GET', `/api/deleted/tracks?limit=1&cursor=${body.nextCursor}`)
  expect(next.body.items).toMatchObject([{ track: { title: 'Gone' } }])
  expect(await music.anonymous('GET', '/api/deleted/tracks')).toMatchObject({ status: 401 })
})

test('nobody else restores, sees or purges a deleted track', async () => {
  const music = await testMusic()
  const track = await music.given()
  const here = await music.given()
  await music.as(mina)('DELETE', `/api/tracks/${track.id}`)

  for (const person of [eve, joon]) {
    expect(await music.as(person)('POST', `/api/tracks/${track.id}/restore`)).toMatchObject({ status: 404 })
    const purge = await music.as(person)('DELETE', '/api/deleted/tracks', { ids: [track.id, here.id] })
    expect(purge.body.ids).toEqual([])
    expect(await music.as(person)('PATCH', `/api/tracks/${track.id}`, { title: 'x' })).toMatchObject({ status: 404 })
  }
  expect(await music.anonymous('DELETE', '/api/tracks', { ids: [here.id] })).toMatchObject({ status: 401 })
  expect(await music.anonymous('POST', `/api/tracks/${track.id}/restore`)).toMatchObject({ status: 401 })
  expect(await music.as(mina)('PATCH', `/api/tracks/${track.id}`, { title: 'x' })).toMatchObject({ status: 404 })
  expect(await music.as(boss)('POST', `/api/tracks/${track.id}/restore`)).toMatchObject({ status: 204 })
})

test('what is deleted can be taken away for good at once; what is here cannot', async () => {
  const music = await testMusic()
  const track = await music.given({ bytes: await readFile(withCover) })
  const here = await music.given()
  await music.as(mina)('DELETE', `/api/tracks/${track.id}`)

  const { body } = await music.as(mina)('DELETE', '/api/deleted/tracks', { ids: [track.id, here.id] })
  await music.events.idle()

  expect(body).toEqual({ ids: [track.id], refused: [{ id: here.id, code: 'track_not_found' }] })
  expect(await findOrphans(music)).toEqual([])
  expect(await music.storedBlobs()).toHaveLength(1)
  expect((await music.as(mina)('GET', '/api/deleted/tracks')).body.items).toEqual([])
})

test('a track deleted while its file is read is hidden and can be brought back', async () => {
  const music = await testMusic()
  const { uploadId } = (await music.upload(mina, await readFile(withCover))) as { uploadId: string }
  const { body: made } = await music.as(mina)('POST', '/api/tracks', { uploadId })
  await music.as(mina)('DELETE', `/api/tracks/${made.id}`)
  await music.events.idle()

  expect((await music.as(mina)('GET', '/api/tracks')).body.items).toEqual([])
  expect((await music.as(mina)('GET', `/api/search?q=${made.title}`)).body.tracks).toEqual([])
  await music.as(mina)('POST', `/api/tracks/${made.id}/restore`)
  expect((await music.as(mina)('GET', `/api/tracks/${made.id}`)).body).toMatchObject({ status: 'ready' })
})

test('a track taken away for good while its file is read leaves nothing', async () => {
  const music = await testMusic()
  const { uploadId } = (await music.upload(mina, await readFile(withCover))) as { uploadId: string }
  const { body: made } = await music.as(mina)('POST', '/api/tracks', { uploadId })
  await music.as(mina)('DELETE', `/api/tracks/${made.id}`)
  await music.as(mina)('DELETE', '/api/deleted/tracks', { ids: [made.id] })
  await music.events.idle()

  expect(await findOrphans(music)).toEqual([])
  expect(await music.storedBlobs()).toEqual([])
})

test('a file that is no music leaves nothing but its row, and nothing once that is dismissed', async () => {
  const music = await testMusic()
  const made = await music.addTrack(mina, Buffer.from('no music at all'), { fileName: 'x.mp3' })
  expect(await findOrphans(music)).toEqual([])
  expect(await music.storedBlobs()).toEqual([])

  await music.as(mina)('DELETE', `/api/tracks/${made.body.id}`)
  expect((await music.as(mina)('GET', '/api/tracks?filter=unfinished')).body.items).toEqual([])
  expect((await music.as(mina)('GET', '/api/deleted/tracks')).body.items).toEqual([])
  await music.afterGrace()
  expect(await music.deps.db.selectFrom('track').select('id').execute()).toEqual([])
})
