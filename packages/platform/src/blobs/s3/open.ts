import { AppError, badRequest } from '../../http/app-error.ts'
import { parseS3Address } from './address.ts'
import { connectS3, pause, type S3Connection } from './connection.ts'
import { createS3Blobs } from './s3.ts'

/**
 * The blobs of several products in one bucket.
 * @param url as parseS3Address reads it
 * @returns when the bucket answers, however long that takes. @throws where it is not there, or refuses
 */
export async function openS3(url: string, log: Log) {
  const address = parseS3Address(url)
  if (!address) throw badRequest('storage_url_invalid', 'Storage is at s3://bucket?endpoint=…&region=….')
  const connection = connectS3(address)
  await waitFor(connection, log)
  return { blobsOf: (product: string) => createS3Blobs(connection, product), close: connection.close }
}

async function waitFor(connection: S3Connection, log: Log) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await connection.check()
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'storage_unavailable') throw error
      log.warn({ err: error.cause, bucket: connection.bucket }, 'Waiting for the storage (S3), which does not answer')
      await pause(attempt)
    }
  }
}

interface Log {
  warn(what: object, text: string): void
}
