import { randomBytes } from 'node:crypto'
import { buffer } from 'node:stream/consumers'
import { describe, expect, test, vi } from 'vitest'
import type { BlobStore } from '../blobs.ts'
import { pieces, sha256 } from '../contract-setup.ts'
import { heldParts } from './held-parts.fixture.ts'
import { s3Endpoint, s3Folder } from './s3-engine.fixture.ts'
import { createS3Blobs } from './s3.ts'

const part = 5 * 1024 * 1024

describe.skipIf(!s3Endpoint)('parts of a blob', { timeout: 60_000 }, () => {
  test('are on their way three at a time, and count once all before them are there', async () => {
    const { proxy, blobs } = await givenHeldParts()
    const bytes = randomBytes(5 * part + 9)
    let read = 0
    const appending = blobs.append(
      'song',
      0,
      (async function* () {
        for await (const piece of pieces(bytes)) {
          read += piece.length
          yield piece
        }
      })(),
    )
    await untilHeld(proxy, 3)
    await proxy.pass(3)
    await proxy.pass(2)
    await expectContent(blobs, 0)
    expect(proxy.held()).toEqual([1])
    // Three, and the one that fills.
    expect(read).toBeLessThanOrEqual(4 * part + 65_536)

    await proxy.pass(1)
    await untilHeld(proxy, 2)
    await expectContent(blobs, 3 * part)
    proxy.passAll()
    expect(await appending).toBe(bytes.length)
    await expectComplete(blobs, bytes)
  })

  test('that come behind one that is lost do not count', async () => {
    const { proxy, blobs } = await givenHeldParts()
    const bytes = randomBytes(4 * part)
    const appending = expect(blobs.append('song', 0, pieces(bytes))).rejects.toMatchObject({
      code: 'storage_unavailable',
    })
    await untilHeld(proxy, 3)
    proxy.refuse(2)
    await proxy.pass(3)
    await proxy.pass(1)
    proxy.passAll()
    await appending
    await expectContent(blobs, part)

    const rest = randomBytes(part + 7)
    await blobs.append('song', part, pieces(rest))
    await expectComplete(blobs, Buffer.concat([bytes.subarray(0, part), rest]))
  })
})

async function givenHeldParts() {
  const proxy = await heldParts(s3Endpoint!)
  const blobs = createS3Blobs((await s3Folder()).connect(proxy.endpoint), 'music')
  await blobs.begin('song')
  return { proxy, blobs }
}

async function untilHeld(proxy: Awaited<ReturnType<typeof heldParts>>, count: number) {
  await vi.waitUntil(() => proxy.held().length === count, { timeout: 20_000 })
}

async function expectContent(blobs: BlobStore, size: number) {
  expect(await blobs.stat('song')).toEqual({ size, complete: false })
}

async function expectComplete(blobs: BlobStore, bytes: Buffer) {
  await blobs.complete('song')
  expect((await buffer(blobs.read('song'))).equals(bytes)).toBe(true)
  expect(await blobs.hash('song')).toBe(sha256(bytes))
}
