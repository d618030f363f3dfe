import { ListMultipartUploadsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import { BlobError, type TidyLog } from '../blobs.ts'
import { abortUpload } from './multipart.ts'
import { finish } from './complete.ts'
import { explain, type S3Connection } from './connection.ts'
import { readGrowing } from './growing.ts'

/**
 * Takes away what crashes left at a product's blobs: multipart uploads that no blob knows of, and what is left of blobs
 * whose completing was broken off (that is done now). Blobs that are not complete stay: whoever began them has a row.
 *
 * @param graceMs nothing younger is touched: somebody may be at it
 * @returns how many it took away, or finished
 */
export async function collectOrphans(
  connection: S3Connection,
  product: string,
  { graceMs, signal, log }: { graceMs: number; signal: AbortSignal; log: TidyLog },
) {
  const old = (since: Date | undefined) => since !== undefined && since.getTime() < Date.now() - graceMs
  const prefix = connection.prefixOf(product)
  let count = 0
  for await (const { Key, UploadId, Initiated } of listUploads(connection, prefix)) {
    signal.throwIfAborted()
    if (!old(Initiated)) continue
    const part = { Bucket: connection.bucket, Key: Key!.replace(/~\/blob$/, '~/part') }
    if ((await readGrowing(connection, part))?.uploadId === UploadId) continue
    await abortUpload(connection, { Bucket: connection.bucket, Key: Key! }, UploadId!)
    count++
  }
  for await (const { Key, LastModified } of listObjects(connection, prefix)) {
    signal.throwIfAborted()
    if (!Key!.endsWith('~/part') || !old(LastModified)) continue
    const at = {
      part: { Bucket: connection.bucket, Key: Key! },
      blob: { Bucket: connection.bucket, Key: Key!.replace(/~\/part$/, '~/blob') },
    }
    const growing = await readGrowing(connection, at.part)
    if (!growing?.sealed) continue
    try {
      await finish(connection, at, growing)
      count++
    } catch (error) {
      // A bucket may throw away parts that lie for long.
      if (!(error instanceof BlobError)) throw error
      log.warn({ err: error, key: Key }, 'A blob cannot be completed any more')
    }
  }
  return count
}

async function* listUploads({ client, bucket }: S3Connection, Prefix: string) {
  let from: { KeyMarker?: string; UploadIdMarker?: string } = {}
  for (;;) {
    const page = await client
      .send(new ListMultipartUploadsCommand({ Bucket: bucket, Prefix, ...from }))
      .catch((error: unknown) => {
        throw explain(error)
      })
    yield* page.Uploads ?? []
    if (!page.IsTruncated) return
    from = { KeyMarker: page.NextKeyMarker!, UploadIdMarker: page.NextUploadIdMarker! }
  }
}

/** A thousand at a time, in the order of their keys. */
export async function* listObjects({ client, bucket }: S3Connection, Prefix: string) {
  let after: string | undefined
  for (;;) {
    const page = await client
      .send(new ListObjectsV2Command({ Bucket: bucket, Prefix, ...(after && { ContinuationToken: after }) }))
      .catch((error: unknown) => {
        throw explain(error)
      })
    yield* page.Contents ?? []
    if (!page.IsTruncated) return
    after = page.NextContinuationToken
  }
}
