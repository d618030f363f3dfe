import { AbortMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { BlobError } from '../blobs.ts'
import { explain, nameOf, statusOf, type S3Connection } from './connection.ts'
import { readGrowing, sizeOf, writeGrowing, type Growing } from './growing.ts'
import { createPart, leastPart, type PartInMemory } from './part.ts'

const partBytes = ({ reserved }: Growing) => leastPart * 2 ** Math.floor(reserved / 2000)

/** So many bytes are hashed while more come: what is left for the end is little. */
const ahead = 1024 * 1024
/** Of a large piece so much is taken at once, so that others have their turn. */
const atOnce = 1024 * 1024

export interface Places {
  blob: { Bucket: string; Key: string }
  part: { Bucket: string; Key: string }
}

/**
 * Adds what comes to a blob that grows: whole parts as they are full, the next filling while one is sent; what is left
 * becomes the tail. Also when the source fails, all that had arrived is kept before that is passed on.
 *
 * @param hash takes each byte of what comes in order, some at a time, and resolves when it has read them. Of less than a
 * megabyte in all it hears nothing
 */
export async function appendTo(
  connection: S3Connection,
  at: Places,
  from: Growing,
  bytes: AsyncIterable<Uint8Array>,
  hash: (bytes: Uint8Array<SharedArrayBuffer>) => Promise<void>,
): Promise<Growing> {
  let state = from
  let reservedHere = false
  let part = createPart(partBytes(from))
  part.add(from.tail)
  let hashed = part.length
  let hashing: Promise<void> | undefined
  let failure: { error: unknown } | undefined
  let sending: Promise<void> | undefined

  function hashOn(least: number) {
    if (part.length - hashed < least) return
    // What a thread that failed has not hashed is read back in the end.
    hashing = hash(part.bytes(hashed)).catch(() => {})
    hashed = part.length
  }

  async function sendPart(full: PartInMemory) {
    if (!reservedHere) state = await reserve(connection, at, state)
    reservedHere = true
    const sent = await uploadPart(connection, at.blob, state, full.bytes(), full.checksum())
    // This says that the part is acknowledged, and takes the next number.
    const next = { ...state, parts: [...state.parts, sent], reserved: state.reserved + 1, tail: Buffer.alloc(0) }
    state = await writeGrowing(connection, at.part, next, state)
    await hashing
    full.letGo()
  }

  async function flush() {
    await sending
    if (failure) throw failure.error
    hashOn(1)
    const full = part
    part = createPart(partBytes(state))
    hashed = 0
    sending = sendPart(full).catch((error: unknown) => void (failure = { error }))
  }

  try {
    for await (const piece of bytes) {
      for (let taken = 0; taken < piece.length;) {
        if (taken > 0) await nextTurn()
        taken += part.add(piece.subarray(taken, taken + atOnce))
        hashOn(ahead)
        if (part.isFull) await flush()
        if (failure) throw failure.error
      }
    }
  } finally {
    if (!failure && part.length >= leastPart) await flush()
    await sending
    if (!failure) {
      if (hashing ?? sizeOf(from)) hashOn(1)
      state = await keepTail(connection, at, state, part.bytes())
      await hashing
      part.letGo()
    }
  }
  if (failure) throw failure.error
  return state
}

async function keepTail(connection: S3Connection, at: Places, state: Growing, tail: Buffer) {
  if (tail.length > 0 && !tail.equals(state.tail)) return writeGrowing(connection, at.part, { ...state, tail }, state)
  // Nothing to write, but it must not have been deleted or taken over meanwhile.
  const now = await readGrowing(connection, at.part)
  if (!now) throw new BlobError('blob_not_found', 'This blob was deleted meanwhile.')
  if (now.etag !== state.etag) throw new BlobError('blob_busy', 'Another request is writing this blob.')
  return state
}

/** Takes a number that nobody else will send a part under, however long this process may be paused. */
async function reserve(connection: S3Connection, at: Places, state: Growing) {
  const uploadId = state.uploadId ?? (await createUpload(connection, at.blob, state.begun))
  try {
    return await writeGrowing(connection, at.part, { ...state, uploadId, reserved: state.reserved + 1 }, state)
  } catch (error) {
    if (state.uploadId === null) await abortUpload(connection, at.blob, uploadId)
    throw error
  }
}

async function createUpload({ client }: S3Connection, blob: Places['blob'], begun: string) {
  try {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ ...blob, Metadata: { begun }, ChecksumAlgorithm: 'CRC32' }),
    )
    return UploadId!
  } catch (error) {
    throw explain(error)
  }
}

/** @returns what was sent, as the blob's next part */
export async function uploadPart(
  { client }: S3Connection,
  blob: Places['blob'],
  { uploadId, reserved: number }: Growing,
  Body: Buffer,
  checksum: string,
) {
  try {
    const { ETag } = await client.send(
      new UploadPartCommand({ ...blob, UploadId: uploadId!, PartNumber: number, Body, ChecksumCRC32: checksum }),
    )
    return { number, bytes: Body.length, etag: ETag!, checksum }
  } catch (error) {
    if (nameOf(error) === 'NoSuchUpload') throw new BlobError('blob_not_found', 'This blob was deleted meanwhile.')
    throw explain(error)
  }
}

/** What is not there any more is no error. */
export async function abortUpload({ client }: S3Connection, blob: Places['blob'], UploadId: string) {
  try {
    await client.send(new AbortMultipartUploadCommand({ ...blob, UploadId }))
  } catch (error) {
    if (statusOf(error) !== 404) throw explain(error)
  }
}
