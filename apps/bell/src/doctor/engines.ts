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

/** Kafka: version, latency, and its topics: there, and keeping events long enough. @param fix makes them, and sets them right */
export async function checkEvents({ eventsUrl }: Config, fix: boolean): Promise<Finding[]> {
  if (eventsUrl === 'embedded') return []
  const { inspectKafka, settleTopics } = await import('@bell/platform/kafka')
  const { version, latencyMs } = await inspectKafka(eventsUrl)
  const topics = await settleTopics(eventsUrl, eventTopics, { make: fix, fix })
  const odd = topics.filter(({ state }) => state !== 'right')
  const right = `${topics.length - odd.length} of ${topics.length} topics as they should be`
  const found = odd.map(({ topic, state, wrong }): Finding => ({
    state: state === 'made' || state === 'repaired' ? 'mended' : state === 'missing' ? 'poor' : 'broken',
    part: `topic ${topic}`,
    found: wrong.length > 0 ? `${state}: ${wrong.join(', ')}` : state,
    remedy: fix ? '' : 'Run: bell doctor --fix',
  }))
  return [good('events', `${version}, ${right}, ${inMs(latencyMs)}`), ...found]
}

/** Redis: version, latency, clock, and that it takes a write. */
export async function checkKeyValue({ keyValueUrl }: Config): Promise<Finding[]> {
  if (keyValueUrl === 'sqlite') return []
  const { version, latencyMs, clockAheadMs } = await inspectRedis(keyValueUrl)
  const part = 'key-value'
  const found = `Redis ${version}, ${inMs(latencyMs)}`
  const remedy = 'Bring Redis nearer, or see what keeps it busy.'
  return [
    latencyMs > slowMs ? { state: 'poor', part, found, remedy } : good(part, found),
    ...clockFinding(part, clockAheadMs),
  ]
}

/** The bucket: reachable, ours, its clock, and whether it keeps two writers apart. */
export async function checkBlobs({ blobsUrl }: Config): Promise<Finding[]> {
  if (blobsUrl === 'files') return []
  const { server, bucket, latencyMs, clockAheadMs, keepsConditions, direct } = await inspectS3Blobs(blobsUrl)
  const part = 'storage'
  const found = `S3 (${server}), bucket ${bucket}, ${inMs(latencyMs)}`
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
