import { join } from 'node:path'
import { inspectS3Blobs } from '@bell/platform/blobs'
import { inspectDatabase } from '@bell/platform/database'
import { inspectRedis } from '@bell/platform/key-value'
import type { Config } from '../config.ts'
import { eventTopics } from '../event-topics.ts'
import { services } from '../services.ts'
import { clockFinding, good, inMs, type Finding } from './finding.ts'

const slowMs = 50

/** Each service's tables: version, latency, clock, schema. */
export async function checkDatabases(config: Config): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [schema, migrations] of services) {
    const part = `database of ${schema}`
    const given = config[`${schema}DatabaseUrl`] ?? config.databaseUrl
    const url = given === 'sqlite' ? `sqlite:${join(config.home, `${schema}.db`)}` : given
    const { version, latencyMs, clockAheadMs, pending, unknown } = await inspectDatabase({ url, schema, migrations })
    const found = `${version}, ${inMs(latencyMs)}`
    if (unknown.length > 0) {
      const remedy = 'Start the newer program, or restore the backup made before it.'
      findings.push({ state: 'broken', part, found: `${found}, used by a newer program (${unknown[0]})`, remedy })
    } else if (latencyMs > slowMs) {
      findings.push({ state: 'poor', part, found, remedy: 'Bring the database nearer, or see what keeps it busy.' })
    } else {
      findings.push(good(part, found + (pending.length > 0 ? `, ${pending.length} migrations at the next start` : '')))
    }
    findings.push(...clockFinding(part, clockAheadMs))
  }
  return findings
}

/** Topics of Kafka: there, and keeping events long enough. @param fix makes them, and sets them right */
export async function checkEvents({ eventsUrl }: Config, fix: boolean): Promise<Finding[]> {
  if (eventsUrl === 'embedded') return []
  const { settleTopics } = await import('@bell/platform/kafka')
  const began = performance.now()
  const topics = await settleTopics(eventsUrl, eventTopics, { make: fix, fix })
  const took = inMs(performance.now() - began)
  const odd = topics.filter(({ state }) => state !== 'right')
  if (odd.length === 0) return [good('events', `Kafka, ${topics.length} topics as they should be, ${took}`)]
  return odd.map(({ topic, state, wrong }) => ({
    state: state === 'made' || state === 'repaired' ? 'mended' : state === 'missing' ? 'poor' : 'broken',
    part: `topic ${topic}`,
    found: wrong.length > 0 ? `${state}: ${wrong.join(', ')}` : state,
    remedy: fix ? '' : 'Run: bell doctor --fix',
  }))
}

/** Redis: version, latency, clock, and that it takes a write. */
export async function checkKeyValue({ keyValueUrl }: Config): Promise<Finding[]> {
  if (keyValueUrl === 'sqlite') return []
  const { version, latencyMs, clockAheadMs } = await inspectRedis(keyValueUrl)
  const part = 'key-value'
  return [good(part, `Redis ${version}, ${inMs(latencyMs)}`), ...clockFinding(part, clockAheadMs)]
}

/** The bucket: reachable, ours, its clock, and whether it keeps two writers apart. */
export async function checkBlobs({ blobsUrl }: Config): Promise<Finding[]> {
  if (blobsUrl === 'files') return []
  const { bucket, latencyMs, clockAheadMs, keepsConditions, direct } = await inspectS3Blobs(blobsUrl)
  const part = 'storage'
  const found = `S3, bucket ${bucket}, ${inMs(latencyMs)}`
  const remedy = 'Use a server that honours If-Match and If-None-Match on writes: without it uploads may be damaged.'
  return [
    keepsConditions
      ? good(part, found)
      : { state: 'broken', part, found: `${found}, writes without conditions`, remedy },
    ...clockFinding(part, clockAheadMs),
    ...(direct ? [directFinding(direct)] : []),
  ]
}

function directFinding({ origin, failure }: { origin: string; failure: string | undefined }): Finding {
  const part = 'storage, for browsers'
  if (failure === undefined) return good(part, `${origin} gives what is signed`)
  const remedy =
    'See that browsers reach it there (public-endpoint), and that a proxy in front passes Host on as it came.'
  return { state: 'poor', part, found: `${origin} ${failure}`, remedy }
}
