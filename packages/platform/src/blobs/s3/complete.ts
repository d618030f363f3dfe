import { CompleteMultipartUploadCommand, DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { BlobError } from '../blobs.ts'
import { checksumOf } from './checksum.ts'
import { explain, nameOf, statusOf, type S3Connection } from './connection.ts'
import { lookAtBlob } from './reading.ts'
import { lookAtGrowing, sizeOf, writeGrowing, type Growing, type Places } from './growing.ts'
import { uploadPart } from './multipart.ts'

/** From here on nobody adds anything; whoever finds it so can finish. */
export async function seal(connection: S3Connection, { part }: Places, state: Growing) {
  if (state.sealed) return state
  return writeGrowing(connection, part, { ...state, sealed: true, reserved: state.reserved + 1 }, state)
}

/** Makes the blob of what was sealed; by several at once, or again after a crash, it is the same. */
export async function finish(connection: S3Connection, at: Places, state: Growing): Promise<{ size: number }> {
  const made = (await lookAtBlob(connection, at.blob)) ?? (await make(connection, at, state))
  await dropGrowing(connection, at, state)
  return { size: made.size }
}

async function make(connection: S3Connection, at: Places, state: Growing) {
  try {
    await (state.uploadId === null ? putWhole(connection, at, state) : putParts(connection, at, state, state.uploadId))
  } catch (error) {
    // Someone else finished it, or this process did and the answer was lost.
    const there = isOver(error) ? await lookAtBlob(connection, at.blob) : undefined
    if (there) return there
    if (isOver(error)) throw new BlobError('blob_not_found', 'This blob was deleted meanwhile.')
    throw explain(error)
  }
  return { size: sizeOf(state) }
}

function isOver(error: unknown) {
  if (error instanceof BlobError) return error.code === 'blob_not_found'
  return nameOf(error) === 'NoSuchUpload' || statusOf(error) === 412 || statusOf(error) === 409
}

async function putWhole({ client }: S3Connection, { blob }: Places, { begun, tail }: Growing) {
  const what = { Body: tail, ChecksumCRC32: checksumOf(tail), Metadata: { begun }, IfNoneMatch: '*' }
  await client.send(new PutObjectCommand({ ...blob, ...what }))
}

async function putParts(connection: S3Connection, { blob }: Places, state: Growing, UploadId: string) {
  const last =
    state.tail.length > 0
      ? [await uploadPart(connection, blob, UploadId, state.reserved, state.tail, checksumOf(state.tail))]
      : []
  const Parts = [...state.parts, ...last].map(({ number, etag, checksum }) => ({
    PartNumber: number,
    ETag: etag,
    ChecksumCRC32: checksum,
  }))
  await connection.client.send(new CompleteMultipartUploadCommand({ ...blob, UploadId, MultipartUpload: { Parts } }))
}

/** Only while it is the one that was read: another may have been begun under its name. */
export async function dropGrowing(connection: S3Connection, { part }: Places, { etag }: Growing) {
  if ((await lookAtGrowing(connection, part))?.etag !== etag) return
  await deleteObject(connection, part)
}

export async function deleteObject({ client }: S3Connection, place: { Bucket: string; Key: string }) {
  try {
    await client.send(new DeleteObjectCommand(place))
  } catch (error) {
    if (statusOf(error) !== 404) throw explain(error)
  }
}
