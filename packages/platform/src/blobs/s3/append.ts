import { AbortMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { BlobError } from '../blobs.ts'
import { checksumOf } from './checksum.ts'
import { explain, nameOf, statusOf, type S3Connection } from './connection.ts'
import { readGrowing, writeGrowing, type Growing } from './growing.ts'

/** S3 takes no smaller part but the last, and no more than 10,000: in the end they are larger. */
const leastPart = 5 * 1024 * 1024
const partBytes = ({ reserved }: Growing) => leastPart * 2 ** Math.floor(reserved / 2000)

export interface Places {
  blob: { Bucket: string; Key: string }
  part: { Bucket: string; Key: string }
}

/**
 * Adds what comes to a blob that grows: whole parts as they are full, the next filling while one is sent; what is left
 * becomes the tail. Also when the source fails, all that had arrived is kept before that is passed on.
 *
 * @param follow hears of each piece in order
 */
export async function appendTo(
  connection: S3Connection,
  at: Places,
  from: Growing,
  bytes: AsyncIterable<Uint8Array>,
  follow: (piece: Uint8Array) => void,
): Promise<Growing> {
  let state = from
  let reservedHere = false
  let pending: Uint8Array[] = [from.tail]
  let pendingBytes = from.tail.length
  let failure: { error: unknown } | undefined
  let sending: Promise<void> | undefined

  async function sendPart(body: Buffer) {
    if (!reservedHere) state = await reserve(connection, at, state)
    reservedHere = true
    const part = await uploadPart(connection, at.blob, state, body)
    // This says that the part is acknowledged, and takes the next number.
    const next = { ...state, parts: [...state.parts, part], reserved: state.reserved + 1, tail: Buffer.alloc(0) }
    state = await writeGrowing(connection, at.part, next, state)
  }

  async function flush() {
    await sending
    if (failure) throw failure.error
    const body = Buffer.concat(pending)
    pending = []
    pendingBytes = 0
    sending = sendPart(body).catch((error: unknown) => void (failure = { error }))
  }

  try {
    for await (const piece of bytes) {
      // A copy: who sends it may use its memory again.
      pending.push(Buffer.from(piece))
      pendingBytes += piece.byteLength
      follow(piece)
      if (pendingBytes >= partBytes(state)) await flush()
      if (failure) throw failure.error
    }
  } finally {
    if (!failure && pendingBytes >= leastPart) await flush()
    await sending
    if (!failure) state = await keepTail(connection, at, state, Buffer.concat(pending))
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
export async function uploadPart({ client }: S3Connection, blob: Places['blob'], state: Growing, Body: Buffer) {
  const { uploadId, reserved: number } = state
  const checksum = checksumOf(Body)
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
