import { readFile } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { parseS3Address } from '../../../../packages/platform/src/blobs/s3/address.ts'
import { connectS3 } from '../../../../packages/platform/src/blobs/s3/connection.ts'
import { s3Endpoint, s3Folder } from '../../../../packages/platform/src/blobs/s3/s3-engine.fixture.ts'
import { createS3Blobs } from '../../../../packages/platform/src/blobs/s3/s3.ts'
import { mina, testMusic, wav } from '../music.fixture.ts'

/** MusicBell whose listeners reach the bucket under another name than it does itself. */
async function musicInBucket() {
  const open = s3Endpoint!.replace('127.0.0.1', 'localhost')
  const connection = connectS3(parseS3Address(`${(await s3Folder()).url}&public-endpoint=${open}`)!)
  onTestFinished(connection.close)
  const blobs = createS3Blobs(connection, 'music')
  return { music: await testMusic({ blobs }), blobs, open }
}

async function playable(
  { music }: Awaited<ReturnType<typeof musicInBucket>>,
  { bytes = wav({ seconds: 2 }) as Uint8Array, asked = {} } = {},
) {
  const track = await music.given({ bytes })
  const { body } = await music.as(mina)('POST', `/api/tracks/${track.id}/stream-url`, asked)
  const url = new URL(body.url)
  const get = (change?: (url: URL) => void, method: 'GET' | 'HEAD' = 'GET') => {
    const changed = new URL(url)
    change?.(changed)
    return music.app.inject({ method, url: changed.pathname + changed.search, headers: { host: 'music.test' } })
  }
  return { bytes, track, get, expiresAt: Date.parse(body.expiresAt) }
}

describe.skipIf(!s3Endpoint)('where browsers may read from the bucket', () => {
  test('a stream address leads there, and the bucket answers as we would: whole, in ranges, kept by no cache', async () => {
    const there = await musicInBucket()
    const { bytes, get } = await playable(there)

    const led = await get()
    expect(led.statusCode).toBe(302)
    expect(led.rawPayload).toHaveLength(0)
    expect(led.headers['cache-control']).toBe('private, no-store')
    const address = new URL(led.headers.location!)
    expect(address.origin).toBe(there.open)
    expect(address.searchParams.get('X-Amz-Expires')).toBe('300')

    const whole = await fetch(address)
    expect(whole.headers.get('content-type')).toBe('audio/wav')
    expect(whole.headers.get('cache-control')).toBe('private, no-store')
    expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true)
    const part = await fetch(address, { headers: { range: 'bytes=100-199' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 100-199/${bytes.length}`])
    expect(Buffer.from(await part.arrayBuffer()).equals(bytes.subarray(100, 200))).toBe(true)
  })

  test('nobody is led there without a signature of ours, after the session’s end, or beyond the address’s own', async () => {
    const there = await musicInBucket()
    const { get, expiresAt } = await playable(there)
    const other = await playable(there, { bytes: wav({ seconds: 1.5 }) })
    const stolen = new URL((await other.get()).headers.location!)
    expect((await fetch(stolen)).status).toBe(200)

    for (const forge of [
      (url: URL) => url.searchParams.set('signature', 'A'.repeat(43)),
      (url: URL) => url.searchParams.set('user', 'someone'),
      (url: URL) => url.searchParams.set('sid', 'another session'),
      (url: URL) => void (url.pathname = url.pathname.replace(/^\/stream\/[^/]+/, `/stream/${other.track.id}`)),
    ]) {
      const refused = await get(forge)
      expect(refused.statusCode).toBe(403)
      expect(refused.headers).not.toHaveProperty('location')
    }
    there.music.clock.advance(expiresAt - there.music.clock.now() - 10_000)
    expect(new URL((await get()).headers.location!).searchParams.get('X-Amz-Expires')).toBe('10')

    await there.music.denials.announce({
      kind: 'session',
      subject: 'sid-mina',
      at: there.music.clock.now(),
      revision: 0,
    })
    const ended = await get()
    expect(ended.json()).toMatchObject({ status: 403, code: 'stream_url_ended' })
    expect(ended.headers).not.toHaveProperty('location')
  })

  test('an address of the bucket gives this one object, to read, in the form and for the time that were signed', async () => {
    const there = await musicInBucket()
    const { get } = await playable(there)
    const another = new URL((await (await playable(there, { bytes: wav({ seconds: 1.5 }) })).get()).headers.location!)
    const address = new URL((await get()).headers.location!)
    const changed = (change: (url: URL) => void) => {
      const url = new URL(address)
      change(url)
      return url
    }

    for (const url of [
      changed((url) => void (url.pathname = another.pathname)),
      changed((url) => void (url.pathname = url.pathname.replace(/[^/]+$/, 'part'))),
      changed((url) => url.searchParams.set('X-Amz-Expires', '86400')),
      changed((url) => url.searchParams.set('response-content-type', 'text/html')),
      changed((url) => url.searchParams.set('response-content-disposition', 'attachment')),
      changed((url) => url.searchParams.delete('X-Amz-Signature')),
      changed((url) => void (url.search = '')),
    ]) {
      expect([400, 403], url.href).toContain((await fetch(url)).status)
    }
    for (const method of ['PUT', 'DELETE']) expect((await fetch(address, { method })).status).toBe(403)
    expect((await fetch(address)).status).toBe(200)
  })

  test('a download has its name there too', async () => {
    const there = await musicInBucket()
    const track = await there.music.given({ title: '밤/노래 (1)', artistName: "Mina's", bytes: wav() })
    const { body } = await there.music.as(mina)('POST', `/api/tracks/${track.id}/stream-url`, { download: true })
    const { pathname, search } = new URL(body.url)
    const led = await there.music.app.inject({ url: pathname + search, headers: { host: 'music.test' } })

    const kept = await fetch(led.headers.location!)
    expect(kept.headers.get('content-disposition')).toMatch(
      /^attachment; filename="Mina's - .*"; filename\*=UTF-8''Mina%27s%20-%20%EB%B0%A4_/,
    )
  })

  test('what has a table to seek by in front, or is only looked at, comes from us', async () => {
    const there = await musicInBucket()
    const bytes = await readFile(new URL('../../fixtures/long.aac', import.meta.url))
    const indexed = await playable(there, { bytes, asked: { inMp4: ['aac'] } })
    const sent = await indexed.get()
    expect(sent).toMatchObject({ statusCode: 200, headers: { 'content-type': 'audio/mp4' } })
    expect((await indexed.get((url) => url.searchParams.delete('form'))).statusCode).toBe(302)

    const plain = await playable(there)
    expect(await plain.get(undefined, 'HEAD')).toMatchObject({
      statusCode: 200,
      headers: { 'content-length': String(plain.bytes.length) },
    })
  })

  test('a file that is gone is told by us', async () => {
    const there = await musicInBucket()
    const { get } = await playable(there)
    for await (const { key } of there.blobs.list()) await there.blobs.delete(key)

    const gone = await get()
    expect(gone.json()).toMatchObject({ status: 404, code: 'file_missing' })
    expect(gone.headers).not.toHaveProperty('location')
  })
})
