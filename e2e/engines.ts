import { randomBytes } from 'node:crypto'
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'
import pg from 'pg'

const names = [
  'PG_URL',
  'REDIS_URL',
  'KAFKA_BROKERS',
  'OPENSEARCH_URL',
  'S3_ENDPOINT',
  'S3_REGION',
  'S3_ACCESS_KEY_ID',
  'S3_SECRET_ACCESS_KEY',
] as const

/** Whether the environment names every engine that a program without files needs. */
export const hasEngines = names.every((name) => process.env[name])

export const bucket = 'bell-test'

export type SearchEngine = 'opensearch' | 'elasticsearch'

/**
 * Settings of one installation on the engines that the environment names, with a database, key names, topics, indices
 * and a folder of the bucket of its own.
 */
export async function engineSettings(search: SearchEngine = 'opensearch') {
  const env = process.env as Record<(typeof names)[number] | 'ELASTICSEARCH_URL', string>
  const name = `bell-${randomBytes(6).toString('hex')}`
  const { host } = new URL(search === 'opensearch' ? env.OPENSEARCH_URL : env.ELASTICSEARCH_URL)
  return {
    secret: randomBytes(32).toString('base64url'),
    databaseUrl: await makeDatabase(env.PG_URL, name.replace('-', '_')),
    keyValueUrl: `${env.REDIS_URL}?prefix=${name}:`,
    // Each of an installation's partitions costs a broker files and elections.
    eventsUrl: `kafka://${env.KAFKA_BROKERS}/${name}?partitions=2`,
    searchUrl: `${search}://${host}/${name}`,
    blobsUrl: await ownFolder(name),
  }
}

/** A folder of a bucket that is there. @returns its address, as the program takes it */
export async function ownFolder(name: string) {
  const env = process.env as Record<(typeof names)[number], string>
  // Where the program looks.
  process.env['AWS_ACCESS_KEY_ID'] ??= env.S3_ACCESS_KEY_ID
  process.env['AWS_SECRET_ACCESS_KEY'] ??= env.S3_SECRET_ACCESS_KEY
  const region = env.S3_REGION ?? 'us-east-1'
  await makeBucket(env.S3_ENDPOINT, region)
  const s3 = new URLSearchParams({ endpoint: env.S3_ENDPOINT, region })
  return `s3://${bucket}/${name}?${s3.toString()}`
}

async function makeBucket(endpoint: string, region: string) {
  const client = new S3Client({ endpoint, region, forcePathStyle: true })
  await client.send(new CreateBucketCommand({ Bucket: bucket })).catch((error: { name?: string }) => {
    if (!error.name?.startsWith('BucketAlready')) throw error
  })
  client.destroy()
}

/** A database of that name. @returns its address */
export async function makeDatabase(url: string, name: string) {
  const client = new pg.Client(url)
  await client.connect()
  await client.query(`create database ${name}`)
  // A server of tests may confirm commits before they are safe; then a kill of it would lose what we acknowledged.
  await client.query(`alter database ${name} set synchronous_commit = on`)
  await client.end()
  return Object.assign(new URL(url), { pathname: `/${name}` }).href
}
