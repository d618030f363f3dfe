import { once } from 'node:events'
import { readdir, readlink, rm, truncate } from 'node:fs/promises'
import { request } from 'node:http'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { mina, testMusic, wav, type TestMusic } from '../music.fixture.ts'

async function playable(
  music: TestMusic,
  { seconds = 1, ...given }: { seconds?: number; visibility?: 'draft' | 'members' | 'public' } = {},
) {
  const bytes = wav({ seconds })
  const track = await music.given({ bytes, ...given })
  const { body } = await music.as(mina)('POST', `/api/tracks/${track.id}/stream-url`)
  const url = new URL(body.url)
  const path = url.pathname + url.search
  const get = (headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') =>
    music.app.inject({ method, url: path, headers: { host: 'music.test', ...headers } })
  return { bytes, track, url, path, get, expiresAt: body.expiresAt }
}

test('an address plays without a token, whole and in ranges', async () => {
  const music = await testMusic()
  const { bytes, get } = await playable(music)
  const last = bytes.length - 1

  const whole = await get()
  expect(whole.statusCode).toBe(200)
  expect(whole.headers.etag).toMatch(/^"[0-9a-f]{64}"$/)
  expect(whole.rawPayload.equals(bytes)).toBe(true)

  const ranges: [string, number, number][] = [
    ['bytes=0-0', 0, 0],
    ['bytes=100-199', 100, 199],
    ['bytes=100-', 100, last],
    ['bytes=-100', bytes.length - 100, last],
    [`bytes=0-${last + 500}`, 0, last],
    [`bytes=-${bytes.length + 500}`, 0, last],
  ]
  for (const [range, start, end] of ranges) {
    const part = await get({ range })
    expect(part.statusCode, range).toBe(206)
    expect(part.headers['content-range']).toBe(`bytes ${start}-${end}/${bytes.length}`)
    expect(part.headers['content-length']).toBe(String(end - start + 1))
    expect(part.rawPayload.equals(bytes.subarray(start, end + 1)), range).toBe(true)
  }
})

test('a range that is not there is 416; one that is nonsense is as if it were not asked', async () => {
  const music = await testMusic()
  const { bytes, get } = await playable(music)

  for (const range of [`bytes=${bytes.length}-`, 'bytes=99999999999999999999-', 'bytes=-0']) {
    const answer = await get({ range })
    expect(answer.statusCode, range).toBe(416)
    expect(answer.headers['content-range']).toBe(`bytes */${bytes.length}`)
    expect(answer.json()).toMatchObject({ code: 'range_not_satisfiable' })
  }
  for (const range of [
    'bytes=NaN-',
    'bytes=-5-10',
    'bytes=10-5',
    'bytes=1e3-',
    'bytes=--1',
    'chapters=1-2',
    'bytes=0-1,5-6',
    'bytes=',
  ]) {
    const answer = await get({ range })
    expect(answer.statusCode, range).toBe(200)
    expect(answer.rawPayload.length).toBe(bytes.length)
  }
})

test('HEAD, If-Range and If-None-Match go by the content’s tag', async () => {
  const music = await testMusic()
  const { bytes, get } = await playable(music)
  const etag = String((await get()).headers.etag)

  const head = await get({}, 'HEAD')
  expect(head).toMatchObject({ statusCode: 200, headers: { 'content-length': String(bytes.length), etag }, body: '' })
  const headOfPart = await get({ range: 'bytes=0-9' }, 'HEAD')
  expect(headOfPart).toMatchObject({ statusCode: 206, headers: { 'content-length': '10' }, body: '' })
  expect((await get({ range: 'bytes=0-9', 'if-range': etag })).statusCode).toBe(206)
  expect((await get({ range: 'bytes=0-9', 'if-range': '"another"' })).statusCode).toBe(200)
  expect((await get({ range: 'bytes=0-9', 'if-range': `W/${etag}` })).statusCode).toBe(200)
  expect((await get({ 'if-none-match': etag })).statusCode).toBe(304)
})

test('only the signature given out for this track, person and time plays', async () => {
  const music = await testMusic()
  const one = await playable(music)
  const other = await playable(music, { seconds: 1.5 })
  const get = (url: URL) => music.app.inject({ url: url.pathname + url.search, headers: { host: 'music.test' } })
  const changed = (change: (url: URL) => void) => {
    const url = new URL(one.url)
    change(url)
    return url
  }

  const forgeries = [
    changed((url) => url.searchParams.set('signature', 'A'.repeat(43))),
    changed((url) => url.searchParams.set('signature', '')),
    changed((url) => url.searchParams.delete('signature')),
    changed((url) => (url.search = '')),
    changed((url) => url.searchParams.set('signature', other.url.searchParams.get('signature')!)),
    changed((url) => url.searchParams.set('exp', '99999999999')),
    changed((url) => url.searchParams.set('exp', 'NaN')),
    changed((url) => url.searchParams.set('user', 'someone')),
    changed((url) => url.searchParams.set('sid', 'another session')),
    changed((url) => (url.pathname = other.url.pathname)),
  ]
  for (const url of forgeries) {
    const answer = await get(url)
    expect([400, 403], url.href).toContain(answer.statusCode)
    expect(answer.headers['content-type']).toContain('problem+json')
  }
  expect((await get(one.url)).statusCode).toBe(200)
})

test('an address expires, and plays no more once the track is gone', async () => {
  const music = await testMusic()
  const { get, track, expiresAt } = await playable(music)

  music.clock.advance(Date.parse(expiresAt) - music.clock.now() - 1)
  expect((await get()).statusCode).toBe(200)
  music.clock.advance(1)
  expect((await get()).json()).toMatchObject({ status: 403, code: 'stream_url_expired' })

  const fresh = await playable(music, { seconds: 1.2 })
  await music.as(mina)('DELETE', `/api/tracks/${fresh.track.id}`)
  expect((await fresh.get()).statusCode).toBe(404)
  expect(track.id).not.toBe(fresh.track.id)
})

test('an address ends with the session that it was given to, also between two ranges, and no other does', async () => {
  const music = await testMusic()
  const { track, get } = await playable(music)
  const { body } = await music.as({ ...(mina as object), sid: 'phone' })('POST', `/api/tracks/${track.id}/stream-url`)
  const phone = new URL(body.url)
  expect((await get({ range: 'bytes=0-99' })).statusCode).toBe(206)

  await music.denials.announce({ kind: 'session', subject: 'sid-mina', at: music.clock.now(), revision: 0 })

  const answer = await get({ range: 'bytes=100-199' })
  expect(answer.statusCode).toBe(403)
  expect(answer.json()).toMatchObject({ code: 'stream_url_ended' })
  const other = await music.app.inject({ url: phone.pathname + phone.search, headers: { host: 'music.test' } })
  expect(other.statusCode).toBe(200)
})

test('an address is given to who may see the track', async () => {
  const music = await testMusic()
  const ask = (person: Parameters<typeof music.as>[0] | undefined, id: string) =>
    (person === undefined ? music.anonymous : music.as(person))('POST', `/api/tracks/${id}/stream-url`)
  const draft = await music.given({ visibility: 'draft' })
  const members = await music.given({ visibility: 'members' })
  const open = await music.given({ visibility: 'public' })

  expect(await ask('joon', draft.id)).toMatchObject({ status: 404, body: { code: 'track_not_found' } })
  expect(await ask(mina, draft.id)).toMatchObject({ status: 200 })
  expect(await ask(undefined, members.id)).toMatchObject({ status: 404 })
  expect(await ask('joon', members.id)).toMatchObject({ status: 200 })
  expect(await ask(undefined, open.id)).toMatchObject({ status: 200 })
})

test('a file that is missing on the disk, or cut short, is told before anything is sent', async () => {
  const music = await testMusic()
  const { get, track } = await playable(music)
  const head = (headers: Record<string, string>) => get(headers, 'HEAD')
  const { key } = await music.deps.db
    .selectFrom('blob')
    .innerJoin('track', 'track.contentHash', 'blob.hash')
    .select('blob.key')
    .where('track.id', '=', track.id)
    .executeTakeFirstOrThrow()
  const file = join(music.folder, 'blobs', `${key}~blob`)
  const gone = {
    statusCode: 404,
    headers: { 'content-type': expect.stringContaining('application/problem+json'), 'cache-control': 'no-store' },
  }

  await truncate(file, 500)
  expect((await get({ range: 'bytes=0-1' })).statusCode).toBe(206)
  expect((await get({ range: 'bytes=0-' })).json()).toMatchObject({ code: 'file_missing' })
  expect((await head({ range: 'bytes=0-1' })).statusCode).toBe(206)
  expect(await head({ range: 'bytes=0-' })).toMatchObject(gone)
  await rm(file)
  const answer = await get({ range: 'bytes=0-1' })
  expect(answer).toMatchObject(gone)
  expect(answer.json()).toMatchObject({ code: 'file_missing' })
  expect(answer.headers).not.toHaveProperty('content-range')
  expect(answer.headers).not.toHaveProperty('etag')
  const told = await head({})
  expect(told).toMatchObject({ ...gone, body: '' })
  expect(told.headers).not.toHaveProperty('etag')
})

test('a listener who goes away leaves no file open', async () => {
  const music = await testMusic()
  const { path } = await playable(music, { seconds: 400 })
  await music.app.listen({ port: 0, host: '127.0.0.1' })
  const { port } = music.app.server.address() as { port: number }

  for (let n = 0; n < 20; n++) {
    const asked = request({ port, host: '127.0.0.1', path, headers: { host: 'music.test' } }).end()
    const [answer] = await once(asked, 'response')
    await once(answer, 'readable')
    asked.destroy()
  }

  await expect.poll(() => openFiles(music.folder)).toEqual([])
})

/** By the kernel's own list; other systems have none, and the test says nothing there. */
async function openFiles(folder: string) {
  const handles = await readdir('/proc/self/fd').catch(() => [])
  const files = await Promise.all(handles.map((handle) => readlink(`/proc/self/fd/${handle}`).catch(() => '')))
  return files.filter((file) => file.startsWith(`${folder}/blobs`))
}
