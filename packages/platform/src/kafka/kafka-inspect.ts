import { apiVersionsV4, Connection } from '@platformatic/kafka'
import { parseKafkaUrl } from '../events/index.ts'

/**
 * Kafka does not tell its version, but the newest level of its metadata that it knows: the last level of each release
 * (org.apache.kafka.server.common.MetadataVersion).
 */
const releases: [level: number, release: string][] = [
  [7, '3.3'],
  [8, '3.4'],
  [11, '3.5'],
  [14, '3.6'],
  [19, '3.7'],
  [20, '3.8'],
  [21, '3.9'],
  [25, '4.0'],
  [27, '4.1'],
  [29, '4.2'],
  [30, '4.3'],
  [33, '4.4'],
]

/**
 * What the first broker that answers is.
 * @returns its name and release, as far as it can be known, and how long one request takes (ms)
 * @throws where none answers, or none lets us in
 */
export async function inspectKafka(url: string): Promise<{ version: string; latencyMs: number }> {
  const { bootstrapBrokers, ...secured } = parseKafkaUrl(url).connection
  return Promise.any((bootstrapBrokers as string[]).map((broker) => inspectBroker(broker, secured)))
}

async function inspectBroker(broker: string, secured: object) {
  const { hostname, port } = new URL(`kafka://${broker}`)
  const connection = new Connection('musicbell-doctor', { ...secured, connectTimeout: 5000, requestTimeout: 5000 })
  connection.on('error', () => {}) // Whoever asks hears of it.
  try {
    await connection.connect(hostname.replace(/^\[|\]$/g, ''), Number(port || 9092))
    const began = performance.now()
    const { supportedFeatures = [] } = await apiVersionsV4.api.async(connection, 'musicbell', '1')
    return { version: versionOf(supportedFeatures), latencyMs: performance.now() - began }
  } finally {
    await connection.close()
  }
}

function versionOf(features: { name: string; maxVersion: number }[]) {
  const level = features.find(({ name }) => name === 'metadata.version')?.maxVersion
  if (level === undefined) return 'Kafka of an unknown version'
  const release = releases.find(([last]) => level <= last)?.[1]
  return release === undefined ? `Kafka, newer than ${releases.at(-1)![1]}` : `Kafka ${release}`
}
