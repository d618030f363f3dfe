import { AbortMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3'
import { BlobError } from '../blobs.ts'
import { explain, nameOf, statusOf, type S3Connection } from './connection.ts'
import type { Part, Place } from './growing.ts'

/** @returns its id */
export async function createUpload({ client }: S3Connection, blob: Place, begun: string) {
  try {
    const { UploadId } = await client.send(
      new CreateMultipartUploadCommand({ ...blob, Metadata: { begun }, ChecksumAlgorithm: 'CRC32' }),
    )
    return UploadId!
  } catch (error) {
    throw explain(error)
  }
}

/** @throws BlobError blob_not_found where the upload is over */
export async function uploadPart(
  { client }: S3Connection,
  blob: Place,
  UploadId: string,
  number: number,
  Body: Buffer,
  checksum: string,
): Promise<Part> {
  try {
    const { ETag } = await client.send(
      new UploadPartCommand({ ...blob, UploadId, PartNumber: number, Body, ChecksumCRC32: checksum }),
    )
    return { number, bytes: Body.length, etag: ETag!, checksum }
  } catch (error) {
    if (nameOf(error) === 'NoSuchUpload') throw new BlobError('blob_not_found', 'This blob was deleted meanwhile.')
    throw explain(error)
  }
}

/** What is not there any more is no error. */
export async function abortUpload({ client }: S3Connection, blob: Place, UploadId: string) {
  try {
    await client.send(new AbortMultipartUploadCommand({ ...blob, UploadId }))
  } catch (error) {
    if (statusOf(error) !== 404) throw explain(error)
  }
}
