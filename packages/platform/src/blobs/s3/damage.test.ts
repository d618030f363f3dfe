import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test } from 'vitest'
import { given, pieces, sha256 } from '../contract-setup.ts'
import { damagingProxy } from './damaging-proxy.fixture.ts'
import { s3Endpoint, s3Folder } from './s3-engine.fixture.ts'
import { createS3Blobs } from './s3.ts'

const part = 5 * 1024 * 1024

describe.skipIf(!s3Endpoint)('bytes that are damaged on their way', { timeout: 60_000 }, () => {
  for (const [what, size] of [
    ['a part', part],
    ['the bytes behind the last part', 100_000],
  ] as const) {
    test(`${what} of a blob: S3 refuses them, and nothing of them counts`, async () => {
      const { proxy, blobs } = await givenProxy()
      const bytes = randomBytes(size)
      await blobs.begin('song')
      proxy.damage('sent')
      await expect(blobs.append('song', 0, pieces(randomBytes(size)))).rejects.toMatchObject({
        code: 'storage_unavailable',
        cause: { name: 'BadDigest' },
      })
      expect(proxy.isDone()).toBe(true)

      expect(await blobs.stat('song')).toEqual({ size: 0, complete: false })
      await blobs.append('song', 0, pieces(bytes))
      await blobs.complete('song')
      expect(await blobs.hash('song')).toBe(sha256(bytes))
      expect((await buffer(blobs.read('song'))).equals(bytes)).toBe(true)
    })
  }

  test('a blob that was put whole: whoever reads it whole is told', async () => {
    const { proxy, blobs } = await givenProxy()
    const bytes = randomBytes(100_000)
    await given(blobs, 'cover', bytes)
    proxy.damage('received')
    await expect(buffer(blobs.read('cover'))).rejects.toMatchObject({ code: 'storage_unavailable' })

    expect((await buffer(blobs.read('cover'))).equals(bytes)).toBe(true)
  })

  test('what is known of a blob that grows: nothing is written over it', async () => {
    const { proxy, blobs } = await givenProxy()
    const bytes = randomBytes(100_000)
    await blobs.begin('song')
    await blobs.append('song', 0, pieces(bytes))
    proxy.damage('received')
    await expect(blobs.append('song', bytes.length, pieces(bytes))).rejects.toMatchObject({
      code: 'storage_unavailable',
    })

    await blobs.complete('song')
    expect((await buffer(blobs.read('song'))).equals(bytes)).toBe(true)
  })
})

async function givenProxy() {
  const proxy = await damagingProxy(s3Endpoint!)
  return { proxy, blobs: createS3Blobs((await s3Folder()).connect(proxy.endpoint), 'music') }
}
