import { randomUUID } from 'node:crypto'
import { DeleteObjectCommand, HeadBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { parseS3Address } from './address.ts'
import { connectS3, statusOf, type S3Connection } from './connection.ts'

export interface InspectedS3 {
  /** What the server calls itself, such as MinIO: S3 tells no version. */
  server: string
  bucket: string
  /** Of one request, in milliseconds. */
  latencyMs: number
  /** How far its clock is ahead of ours, in milliseconds, to a second. S3 refuses what is signed 15 minutes off. */
  clockAheadMs: number
  /** Whether it writes only where the condition holds, by which blobs are kept from two writers. */
  keepsConditions: boolean
  /** Where browsers may read there themselves: what came of reading so from here. */
  direct?: { origin: string; failure: string | undefined }
}

/** Looks at a bucket, in which it writes a small object and deletes it. @throws where it does not answer, or refuses */
export async function inspectS3(url: string): Promise<InspectedS3> {
  const connection = connectS3(parseS3Address(url)!)
  const { client, bucket } = connection
  let date = 0
  let server = 'of an unknown make'
  client.middlewareStack.add(
    (next) => async (args) => {
      const answer = await next(args)
      const { headers } = answer.response as { headers?: Record<string, string> }
      date = Date.parse(headers?.date ?? '')
      server = headers?.server ?? server
      return answer
    },
    { step: 'deserialize', name: 'readDate' },
  )
  const place = { Bucket: bucket, Key: `${connection.prefixOf('doctor')}${randomUUID()}` }
  try {
    await connection.check()
    const began = performance.now()
    await client.send(new HeadBucketCommand({ Bucket: bucket }))
    const latencyMs = performance.now() - began
    const clockAheadMs = Number.isNaN(date) ? 0 : date - Date.now()
    const write = async (condition: { IfNoneMatch: '*' } | { IfMatch: string }) => {
      try {
        await client.send(new PutObjectCommand({ ...place, ...condition, Body: randomUUID() }))
        return true
      } catch (error) {
        if (statusOf(error) !== 412) throw error
        return false
      }
    }
    const isNew = await write({ IfNoneMatch: '*' })
    const again = await write({ IfNoneMatch: '*' })
    const other = await write({ IfMatch: '"00000000000000000000000000000000"' })
    const keepsConditions = isNew && !again && !other
    return { server, bucket, latencyMs, clockAheadMs, keepsConditions, ...(await readDirectly(connection, place)) }
  } finally {
    await client.send(new DeleteObjectCommand(place)).catch(() => {})
    connection.close()
  }
}

async function readDirectly({ presigner }: S3Connection, place: { Bucket: string; Key: string }) {
  if (!presigner) return {}
  const { origin } = presigner
  const address = await presigner.addressOf(place, { contentType: 'text/plain', seconds: 60 })
  try {
    const { ok, status } = await fetch(address, { signal: AbortSignal.timeout(5000) })
    return { direct: { origin, failure: ok ? undefined : `answers ${status} to an address that is signed` } }
  } catch {
    return { direct: { origin, failure: 'cannot be reached from here' } }
  }
}
