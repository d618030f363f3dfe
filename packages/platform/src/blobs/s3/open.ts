import { AppError, badRequest } from '../../http/app-error.ts'
import type { BlobStore } from '../blobs.ts'
import { parseS3Address } from './address.ts'
import { connectS3, pause, type S3Connection } from './connection.ts'
import { collectOrphans } from './orphans.ts'
import { createS3Blobs } from './s3.ts'

/** Uploads live for a day; whatever is that old and known to nobody was left by a crash. */
const graceMs = 2 * 24 * 60 * 60 * 1000
const everyMs = 6 * 60 * 60 * 1000

/**
 * The blobs of several products in one bucket, from which what crashes left is taken away every some hours.
 * @param url as parseS3Address reads it
 * @returns when the bucket answers, however long that takes. @throws where it is not there, or refuses
 */
export async function openS3(url: string, log: Log) {
  const address = parseS3Address(url)
  if (!address) throw badRequest('storage_url_invalid', 'Storage is at s3://bucket?endpoint=…&region=….')
  const connection = connectS3(address)
  await waitFor(connection, log)
  const products = new Map<string, BlobStore>()

  async function collect() {
    for (const product of products.keys()) {
      const count = await collectOrphans(connection, product, graceMs)
      if (count > 0) log.info({ product, count }, 'What crashes had left in the storage was taken away')
    }
  }
  const timer = setInterval(() => {
    collect().catch((err: unknown) => log.warn({ err }, 'The storage could not be tidied up'))
  }, everyMs).unref()

  return {
    blobsOf(product: string): BlobStore {
      const blobs = products.get(product) ?? createS3Blobs(connection, product)
      products.set(product, blobs)
      return blobs
    },
    close() {
      clearInterval(timer)
      connection.close()
    },
  }
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
  info(what: object, text: string): void
  warn(what: object, text: string): void
}
