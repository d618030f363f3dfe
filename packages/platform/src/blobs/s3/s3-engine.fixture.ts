import { randomUUID } from 'node:crypto'
import { CreateBucketCommand } from '@aws-sdk/client-s3'
import { onTestFinished } from 'vitest'
import { parseS3Address } from './address.ts'
import { connectS3 } from './connection.ts'

/** Where a real S3 server is, for the tests that need one. */
export const s3Endpoint = process.env.S3_ENDPOINT

// Where the product looks.
process.env.AWS_ACCESS_KEY_ID ??= process.env.S3_ACCESS_KEY_ID
process.env.AWS_SECRET_ACCESS_KEY ??= process.env.S3_SECRET_ACCESS_KEY

const bucket = 'bell-test'

/** A folder of its own in a bucket of that server; `connect` is what another process would do. */
export async function s3Folder(endpoint = s3Endpoint!) {
  const url = `s3://${bucket}/${randomUUID()}?endpoint=${endpoint}&region=${process.env.S3_REGION ?? 'us-east-1'}`
  const connect = (through = endpoint) => {
    const connection = connectS3(parseS3Address(url.replace(endpoint, through))!)
    onTestFinished(connection.close)
    return connection
  }
  await connect()
    .client.send(new CreateBucketCommand({ Bucket: bucket }))
    .catch((error: { name?: string }) => {
      if (!error.name?.startsWith('BucketAlready')) throw error
    })
  return { url, connect }
}
