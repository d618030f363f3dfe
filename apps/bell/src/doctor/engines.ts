import { join } from 'node:path'
import { inspectS3Blobs } from '@bell/platform/blobs'
import { inspectDatabase, measurePostgres } from '@bell/platform/database'
import { inspectRedis } from '@bell/platform/key-value'
import { databaseUrlOf, type Config } from '../config.ts'
import { eventTopics } from '../event-topics.ts'
import { services } from '../services.ts'
import { clockFinding, good, inMiB, inMs, type Finding } from './finding.ts'

const slowMs = 50

/** Each service's tables: version, latency, clock, schema. */
export async function checkDatabases(config: Config): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const [schema, migrations] of services) {
    const part = `database of ${schema}`
    const given = databaseUrlOf(config, schema)
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
  return [...findings, ...(await checkConnections(config))]
}

/** So much of what there is may be in use; the rest is for what comes at once, and for a roll-out. */
const enough = 0.9

/** Each PostgreSQL: how large it is, and whether the pools of a process such as this one's fit into what it allows. */
async function checkConnections(config: Config): Promise<Finding[]> {
  const findings: Finding[] = []
  const places = Map.groupBy(config.services, (name) => databaseUrlOf(config, name))
  places.delete('sqlite')
  for (const [url, names] of places) {
    const { bytes, inUse, room } = await measurePostgres(url)
    // Beside its pool each service listens on one.
    const most = names.length * (config.databasePool + 1)
    const part = `connections of ${names.join(', ')}`
    const found = `${inUse} of ${room} in use, room for ${Math.floor(room / most)} processes of ${most} each; the database has ${inMiB(bytes)}`
    const remedy = 'Raise max_connections of PostgreSQL, or lower --database-pool: all processes together must fit.'
    const fits = most <= room && inUse <= room * enough
    findings.push(fits ? good(part, found) : { state: 'poor', part, found, remedy })
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

/** Redis: version, latency, memory, clock, and that it takes a write. */
export async function checkKeyValue({ keyValueUrl }: Config): Promise<Finding[]> {
  if (keyValueUrl === 'sqlite') return []
  const { version, latencyMs, clockAheadMs, ...memory } = await inspectRedis(keyValueUrl)
  const part = 'key-value'
  const found = `Redis ${version}, ${inMs(latencyMs)}`
  const remedy = 'Bring Redis nearer, or see what keeps it busy.'
  return [
    latencyMs > slowMs ? { state: 'poor', part, found, remedy } : good(part, found),
    memoryFinding(memory),
    ...clockFinding(part, clockAheadMs),
  ]
}

/** All that we keep there has a time to end at, so every other policy takes it before that. Nothing needs to be on a disk. */
function memoryFinding(o: { usedBytes: number; mostBytes: number; policy: string }): Finding {
  const part = 'key-value, memory'
  if (o.mostBytes === 0) return good(part, `${inMiB(o.usedBytes)}, without a limit`)
  const found = `${inMiB(o.usedBytes)} of ${inMiB(o.mostBytes)}, ${o.policy}`
  if (o.policy !== 'noeviction') {
    const remedy = 'Set maxmemory-policy to noeviction: with any other, counted guesses are forgotten when it is full.'
    return { state: 'poor', part, found, remedy }
  }
  if (o.usedBytes <= o.mostBytes * enough) return good(part, found)
  return { state: 'poor', part, found, remedy: 'Raise maxmemory: when it is full, limits count in each process alone.' }
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
