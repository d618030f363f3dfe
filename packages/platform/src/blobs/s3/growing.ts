import { randomUUID } from 'node:crypto'
import type { Readable } from 'node:stream'
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { BlobError } from '../blobs.ts'
import { arriving } from './arriving.ts'
import { checksumOf } from './checksum.ts'
import { explain, statusOf, type S3Connection } from './connection.ts'
import { borrow, giveBack } from './part.ts'

/** A part of a multipart upload that is acknowledged. */
export interface Part {
  number: number
  bytes: number
  etag: string
  checksum: string
}

/**
 * What is known of a blob that is not complete: one object, whose body is a line of JSON and after it the tail, the
 * bytes that are too few for a part. It is only ever replaced by whoever read the last one (If-Match), so that of two
 * who go on from the same place one is refused.
 */
export interface Growing {
  /** Names this attempt: another begin of the same key has another. */
  begun: string
  /** Completing has begun: nothing is added any more. */
  sealed: boolean
  /** The multipart upload; there is none while everything fits into the tail. */
  uploadId: string | null
  parts: Part[]
  /** Up to this number parts may have been sent by someone, of whom perhaps nothing was heard again. */
  reserved: number
  tail: Buffer
  /** The object's. */
  etag: string
}

export type Place = { Bucket: string; Key: string }

/** Where a blob lies when it is complete, and while it grows. */
export interface Places {
  blob: Place
  part: Place
}

export const sizeOf = ({ parts, tail }: Pick<Growing, 'parts' | 'tail'>) =>
  parts.reduce((sum, { bytes }) => sum + bytes, tail.length)

export async function readGrowing({ client }: S3Connection, place: Place): Promise<Growing | undefined> {
  try {
    const { Body, ETag, ContentLength } = await client.send(new GetObjectCommand(place))
    const bytes = Buffer.allocUnsafeSlow(ContentLength!)
    let length = 0
    // Piece by piece, so that no turn of the event loop has all of it to copy.
    for await (const piece of arriving(Body as Readable)) length += piece.copy(bytes, length)
    if (length < bytes.length) throw new Error(`The storage sent ${length} bytes of ${bytes.length}.`)
    const line = bytes.indexOf(0x0a)
    const said = JSON.parse(bytes.subarray(0, line).toString()) as Omit<Growing, 'tail' | 'etag'>
    return { ...said, tail: bytes.subarray(line + 1), etag: ETag! }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw explain(error)
  }
}

/** Its size and whether it is sealed, without its tail. */
export async function lookAtGrowing({ client }: S3Connection, place: Place) {
  try {
    const { Metadata, ETag } = await client.send(new HeadObjectCommand(place))
    return { size: Number(Metadata!.size), etag: ETag! }
  } catch (error) {
    if (statusOf(error) === 404) return undefined
    throw explain(error)
  }
}

/**
 * Writes what is known now in place of `last`; where there was nothing (null), as the first.
 * @throws BlobError blob_busy where someone else was first, blob_not_found where it was deleted
 */
export async function writeGrowing(
  connection: S3Connection,
  place: Place,
  now: Omit<Growing, 'etag'>,
  last: Growing | null,
): Promise<Growing> {
  const { tail, ...said } = now
  // Two that say the same are still told apart: the writer's own from another's, the new from the old.
  const write = randomUUID()
  const line = Buffer.from(`${JSON.stringify({ ...said, write })}\n`)
  const memory = borrow(line.length + tail.length)
  const Body = Buffer.from(memory, 0, line.length + tail.length)
  line.copy(Body)
  tail.copy(Body, line.length)
  const Metadata = { write, size: String(sizeOf(now)) }
  const condition = last === null ? { IfNoneMatch: '*' } : { IfMatch: last.etag }
  try {
    const { ETag } = await connection.client.send(
      new PutObjectCommand({ ...place, ...condition, Body, Metadata, ChecksumCRC32: checksumOf(Body) }),
    )
    giveBack(memory)
    return { ...now, etag: ETag! }
  } catch (error) {
    const status = statusOf(error)
    if (status === 404) throw notFound()
    if (status !== 412 && status !== 409) throw explain(error)
    return { ...now, etag: await findOwn(connection, place, write) }
  }
}

/** A write whose answer was lost is sent again and refused, since it has been done. */
async function findOwn({ client }: S3Connection, place: Place, write: string) {
  try {
    const { Metadata, ETag } = await client.send(new HeadObjectCommand(place))
    if (Metadata?.write === write) return ETag!
  } catch (error) {
    if (statusOf(error) === 404) throw notFound()
    throw explain(error)
  }
  throw new BlobError('blob_busy', 'Another request is writing this blob.')
}

const notFound = () => new BlobError('blob_not_found', 'This blob was deleted meanwhile.')
