import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { buffer } from 'node:stream/consumers'
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3'
import { describe, expect, test, vi } from 'vitest'
import { createFileBlobs } from '../files.ts'
import { storageSchedules } from '../tidy-storage.ts'
import { given, handFed, pieces, sha256 } from '../contract-setup.ts'
import { deleteObject, seal } from './complete.ts'
import type { S3Connection } from './connection.ts'
import { cutProxy } from './cut-proxy.fixture.ts'
import { readGrowing } from './growing.ts'
import { abortUpload } from './multipart.ts'
import { collectOrphans, listObjects } from './orphans.ts'
import { createS3Blobs } from './s3.ts'
import { s3Endpoint, s3Folder } from './s3-engine.fixture.ts'

const part = 5 * 1024 * 1024

describe.skipIf(!s3Endpoint)('where S3 or a process fails', () => {
  test(
    'a store that does not answer is a 503 that says so, and all goes on when it is back',
    { timeout: 60_000 },
    async () => {
      const proxy = await cutProxy(s3Endpoint!)
      const blobs = createS3Blobs((await s3Folder()).connect(proxy.endpoint), 'music')
      const bytes = randomBytes(3 * part)
      await given(blobs, 'song', bytes)
      await blobs.begin('other')
      proxy.cut()

      const down = { status: 503, code: 'storage_unavailable' }
      await expect(blobs.stat('song')).rejects.toMatchObject(down)
      await expect(blobs.append('other', 0, pieces(bytes))).rejects.toMatchObject(down)
      await expect(buffer(blobs.read('song'))).rejects.toMatchObject(down)

      proxy.mend()
      expect((await buffer(blobs.read('song'))).equals(bytes)).toBe(true)
      expect(await blobs.append('other', 0, pieces(bytes))).toBe(bytes.length)
    },
  )

  test('a connection that breaks while a blob is read is no matter', { timeout: 60_000 }, async () => {
    const proxy = await cutProxy(s3Endpoint!)
    const blobs = createS3Blobs((await s3Folder()).connect(proxy.endpoint), 'music')
    const bytes = randomBytes(3 * part)
    await given(blobs, 'song', bytes)

    proxy.breakAfter(2 * part)
    expect((await buffer(blobs.read('song', { start: 7 }))).equals(bytes.subarray(7))).toBe(true)
  })

  test('an answer that is lost does not make a write fail or happen twice', { timeout: 60_000 }, async () => {
    const proxy = await cutProxy(s3Endpoint!)
    const blobs = createS3Blobs((await s3Folder()).connect(proxy.endpoint), 'music')
    const bytes = randomBytes(2 * part + 1)
    // Less than a single answer: the write is done by then.
    for (let n = 0; n < 12; n++) {
      const key = `song-${n}`
      proxy.breakAfter(150 + n * 400)
      await given(blobs, key, bytes)
      expect(await blobs.hash(key)).toBe(sha256(bytes))
      expect((await buffer(blobs.read(key))).equals(bytes)).toBe(true)
    }
  })

  test(
    'whoever was overtaken by another process is refused, and has changed nothing',
    { timeout: 60_000 },
    async () => {
      const { connect } = await s3Folder()
      const [slow, quick] = [createS3Blobs(connect(), 'music'), createS3Blobs(connect(), 'music')]
      for (const [key, first] of [
        ['small', 10],
        ['large', part],
      ] as const) {
        await slow.begin(key)
        const source = handFed()
        const overtaken = expect(slow.append(key, 0, source.bytes)).rejects.toMatchObject({ code: 'blob_busy' })
        await source.feed('x'.repeat(first))
        const bytes = randomBytes(2 * part + 5)
        // Of a whole part it is said at once that it is there; of less, at the end.
        const size = first === part ? first : 0
        await vi.waitUntil(async () => (await quick.stat(key))!.size === size, { timeout: 10_000 })
        await quick.append(key, size, pieces(bytes))
        await source.feed('y'.repeat(part)).catch(() => {})
        await source.end().catch(() => {})
        await overtaken

        await quick.complete(key)
        const content = await buffer(quick.read(key))
        expect(content.subarray(size).equals(bytes)).toBe(true)
        expect(await slow.hash(key)).toBe(sha256(content))
      }
    },
  )

  test(
    'a process that is killed while it writes leaves a beginning that the next one completes',
    { timeout: 60_000 },
    async () => {
      const { url, connect } = await s3Folder()
      const here = (file: string) => JSON.stringify(path.join(import.meta.dirname, file))
      const script = `
      import { parseS3Address } from ${here('address.ts')}
      import { connectS3 } from ${here('connection.ts')}
      import { createS3Blobs } from ${here('s3.ts')}
      async function* source() {
        for (let n = 0; ; n++) {
          yield Buffer.alloc(100_000, n % 251)
          if (n % 60 === 59 && (await blobs.stat('song')).size >= ${2 * part}) process.stdout.write('under way')
        }
      }
      const blobs = createS3Blobs(connectS3(parseS3Address(${JSON.stringify(url)})), 'music')
      await blobs.begin('song')
      await blobs.append('song', 0, source())`
      const writer = spawn(process.execPath, ['--input-type=module', '--eval', script], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await once(writer.stdout, 'data')
      writer.kill('SIGKILL')
      await once(writer, 'exit')

      const blobs = createS3Blobs(connect(), 'music')
      const { size, complete } = (await blobs.stat('song'))!
      expect(complete).toBe(false)
      expect(size).toBeGreaterThanOrEqual(2 * part)
      await blobs.append('song', size, pieces(Buffer.from('end')))
      await blobs.complete('song')
      const content = await buffer(blobs.read('song'))
      for (let at = 0; at < size; at += 9999) expect(content[at]).toBe(Math.floor(at / 100_000) % 251)
      expect(String(content.subarray(size))).toBe('end')
      expect(await blobs.hash('song')).toBe(sha256(content))
    },
  )

  test('looking for that is a schedule of its own, which finds nothing where nothing was left', async () => {
    const blobs = createS3Blobs((await s3Folder()).connect(), 'music')
    await given(blobs, 'whole', randomBytes(100))
    const told: object[] = []
    const log = { info: (what: object) => void told.push(what), warn: () => expect.unreachable() }
    const schedules = storageSchedules({ blobs, log })

    expect(schedules.map(({ name }) => name)).toEqual(['storage'])
    for (const { run } of schedules) await run(new AbortController().signal)
    expect(told).toEqual([])
    expect(await blobs.stat('whole')).toEqual({ size: 100, complete: true })
    expect(storageSchedules({ blobs: createFileBlobs({ folder: tmpdir() }), log })).toEqual([])
  })

  test('what nobody knows of is collected after its time, and nothing else', { timeout: 60_000 }, async () => {
    const { connect } = await s3Folder()
    const connection = connect()
    const blobs = createS3Blobs(connection, 'music')
    const bytes = randomBytes(part + 100)
    await given(blobs, 'whole', bytes)
    for (const key of ['growing', 'lost']) {
      await blobs.begin(key)
      await blobs.append(key, 0, pieces(bytes))
    }
    // As if the process had ended between two steps of a delete.
    await deleteObject(connection, connection.at('music', 'lost', 'part'))
    expect(await uploads(connection)).toHaveLength(2)

    const never = new AbortController().signal
    const log = { warn: () => expect.unreachable() }
    const collect = (graceMs: number, signal = never) => collectOrphans(connection, 'music', { graceMs, signal, log })
    expect(await collect(60_000)).toBe(0)
    await expect(collect(-60_000, AbortSignal.abort(new Error('stopped')))).rejects.toThrow('stopped')
    expect(await collect(-60_000)).toBe(1)

    expect(await uploads(connection)).toHaveLength(1)
    await blobs.append('growing', bytes.length, pieces(bytes))
    await blobs.complete('growing')
    expect((await buffer(blobs.read('growing'))).length).toBe(2 * bytes.length)
    expect((await buffer(blobs.read('whole'))).equals(bytes)).toBe(true)
    await blobs.delete('growing')
    await blobs.delete('whole')
    expect(await Array.fromAsync(listObjects(connection, connection.prefixOf('music')))).toEqual([])
    expect(await uploads(connection)).toEqual([])
  })

  test('what cannot be finished any more keeps nothing else from being collected', { timeout: 60_000 }, async () => {
    const { connect } = await s3Folder()
    const connection = connect()
    const blobs = createS3Blobs(connection, 'music')
    const bytes = randomBytes(part + 100)
    // As if two processes had ended while they completed a blob, and the bucket had thrown the parts of one away.
    for (const key of ['a', 'b']) {
      await blobs.begin(key)
      await blobs.append(key, 0, pieces(bytes))
      const at = { blob: connection.at('music', key, 'blob'), part: connection.at('music', key, 'part') }
      const sealed = await seal(connection, at, (await readGrowing(connection, at.part))!)
      if (key === 'a') await abortUpload(connection, at.blob, sealed.uploadId!)
    }

    const warned: object[] = []
    const log = { warn: (what: object) => void warned.push(what) }
    const signal = new AbortController().signal
    expect(await collectOrphans(connection, 'music', { graceMs: -60_000, signal, log })).toBe(1)
    expect(await blobs.stat('b')).toEqual({ size: bytes.length, complete: true })
    expect(warned).toEqual([expect.objectContaining({ key: expect.stringMatching(/music\/a~\/part$/) })])
  })
})

async function uploads(connection: S3Connection) {
  const { bucket: Bucket, client } = connection
  const { Uploads = [] } = await client.send(
    new ListMultipartUploadsCommand({ Bucket, Prefix: connection.prefixOf('music') }),
  )
  return Uploads
}
