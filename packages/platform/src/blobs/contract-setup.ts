import { createHash } from 'node:crypto'
import type { BlobStore } from './blobs.ts'

/** A complete blob of these bytes. */
export async function given(blobs: BlobStore, key: string, bytes: Buffer) {
  await blobs.begin(key)
  await blobs.append(key, 0, pieces(bytes))
  await blobs.complete(key)
}

export const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

/** As they come from a socket. */
export async function* pieces(bytes: Buffer) {
  for (let at = 0; at < bytes.length; at += 65_536) yield bytes.subarray(at, at + 65_536)
}

export async function* breakingOff(bytes: Buffer) {
  yield* pieces(bytes)
  throw new Error('connection lost')
}

/** A source whose pieces the test hands over; each call resolves once the one before it was taken. */
export function handFed() {
  const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>()
  const writer = writable.getWriter()
  return {
    bytes: readable,
    feed: (text: string) => writer.write(Buffer.from(text)),
    end: () => writer.close(),
  }
}
