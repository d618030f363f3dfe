import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { HeadBucketCommand, S3Client, S3ServiceException } from '@aws-sdk/client-s3'
import { AppError } from '../../http/app-error.ts'
import type { S3Address } from './address.ts'
import { arriving, silentMs } from './arriving.ts'
import { createPresigner } from './presign.ts'

/** One request is tried so often; the pauses between grow to some seconds in all. */
const attempts = 5

export type S3Connection = ReturnType<typeof connectS3>

/** A bucket and how to ask it. */
export function connectS3(address: S3Address) {
  const { bucket, prefix, endpoint, publicEndpoint, region, pathStyle } = address
  const client = new S3Client({
    region,
    ...(endpoint !== undefined && { endpoint }),
    forcePathStyle: pathStyle,
    maxAttempts: attempts,
    requestHandler: {
      connectionTimeout: 3000,
      requestTimeout: silentMs,
      throwOnRequestTimeout: true,
      // Whoever listens has a connection for as long as they do: those who come after them wait for none.
      httpAgent: { maxSockets: Infinity },
      httpsAgent: { maxSockets: Infinity },
    },
    streamCollector: (answer: Readable) => buffer(arriving(answer)),
  })
  client.middlewareStack.add(
    (next) => (args) => {
      // What is sent carries a checksum, which is signed. To hash it whole for the signature as well would hold the
      // event loop up for each part.
      const { request } = args as { request?: { body?: unknown; headers: Record<string, string> } }
      if (request?.body instanceof Uint8Array) request.headers['x-amz-content-sha256'] = 'UNSIGNED-PAYLOAD'
      return next(args)
    },
    { step: 'build', name: 'unsignedPayload' },
  )

  const presigner = publicEndpoint === undefined ? undefined : createPresigner(address, publicEndpoint)

  return {
    client,
    bucket,
    /** Where browsers may read there themselves. */
    presigner,
    /** Where an object of a blob lies. No key of a blob holds `~`, so that none lies in another. */
    at: (product: string, key: string, kind: 'blob' | 'part') => ({
      Bucket: bucket,
      Key: `${prefix}${product}/${key}~/${kind}`,
    }),
    prefixOf: (product: string) => `${prefix}${product}/`,
    /** @throws AppError storage_unavailable, storage_refused where the bucket is not there or not ours */
    async check() {
      try {
        await client.send(new HeadBucketCommand({ Bucket: bucket }))
      } catch (error) {
        const refusal = refusals[statusOf(error) ?? 0]
        throw refusal === undefined ? unavailableStorage(error) : refused(`The bucket ${bucket} ${refusal}.`, error)
      }
    },
    close: () => {
      client.destroy()
      presigner?.close()
    },
  }
}

const refusals: Record<number, string> = {
  301: 'is in another region: say region=… in its address',
  400: 'is in another region: say region=… in its address',
  401: 'refuses the credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)',
  403: 'refuses the credentials (AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY)',
  404: 'is not there: make it, then start again',
}

const refused = (detail: string, cause: unknown) => new AppError(503, 'storage_refused', detail, undefined, { cause })

/** The HTTP status of a refusal; undefined where there was no answer. */
export function statusOf(error: unknown) {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined
}

/** What a refusal is called in S3, such as NoSuchUpload. */
export function nameOf(error: unknown) {
  return error instanceof S3ServiceException ? error.name : undefined
}

/** 503 for what is no answer to the request itself: an outage, an overload, refused credentials, bytes damaged on their way. */
export function explain(error: unknown): unknown {
  if (error instanceof AppError) return error
  const status = statusOf(error)
  const isAnswer = status !== undefined && status < 500 && ![401, 403, 408, 429].includes(status)
  return isAnswer && !['NoSuchBucket', 'BadDigest'].includes(nameOf(error)!) ? error : unavailableStorage(error)
}

export function unavailableStorage(cause: unknown) {
  const detail = 'The storage of files does not answer at the moment; please try again soon.'
  return new AppError(503, 'storage_unavailable', detail, undefined, { cause, headers: { 'retry-after': '5' } })
}

/** A pause before the next of several attempts, in which chance keeps those apart who failed together. */
export function pause(attempt: number) {
  return wait(Math.min(100 * 2 ** attempt, 5000) * (0.5 + Math.random() / 2))
}
