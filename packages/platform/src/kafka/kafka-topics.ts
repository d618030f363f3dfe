import { setTimeout as wait } from 'node:timers/promises'
import { Admin, ConfigResourceTypes, findErrorBy, IncrementalAlterConfigOperationTypes } from '@platformatic/kafka'
import { parseKafkaUrl } from '../events/index.ts'

const dayMs = 86_400_000
const mostReplicas = 3
/** Shorter than inboxes remember what they have seen, or an event that is read again could be applied again. */
const retentionMs = 7 * dayMs
const deadLetterRetentionMs = 30 * dayMs

export interface TopicState {
  /** As Kafka calls it. */
  topic: string
  partitions: number
  /** `made`: it was missing and is there now. */
  state: 'right' | 'missing' | 'made' | 'wrong' | 'repaired'
  /** What is not as it should be, such as `cleanup.policy=compact (delete)`. */
  wrong: string[]
}

/**
 * Looks whether the topics are there and keep events as they should; with `make` those that are missing are made, with
 * `fix` the settings of the others are set right too. Several processes may do so at a time. The number of partitions
 * and replicas of a topic that exists is its owner's.
 * @throws where Kafka does not answer, or does not let this user do it
 */
export async function settleTopics(
  url: string,
  own: string[],
  o: { make: boolean; fix: boolean },
): Promise<TopicState[]> {
  const { connection, nameOf, partitions } = parseKafkaUrl(url)
  const topics = own.map(nameOf)
  const admin = new Admin({ ...connection, clientId: 'musicbell-topics', retries: 1, retryDelay: 250 })
  admin.on('error', () => {}) // Whoever asks hears of it.
  try {
    const { brokers } = await admin.metadata({ topics: [] })
    const replicas = Math.min(mostReplicas, brokers.size)
    const there = new Set(await admin.listTopics())
    const missing = topics.filter((topic) => !there.has(topic))
    if (o.make) for (const topic of missing) await makeTopic(admin, topic, { partitions, replicas })
    const present = o.make ? topics : topics.filter((topic) => there.has(topic))
    const known = await untilKnown(admin, present)
    const wrong = await findWrong(admin, present, replicas)
    if (o.fix) await setRight(admin, wrong)
    return topics.map((topic) => {
      const settings = (wrong.get(topic) ?? []).map(({ name, is, should }) => `${name}=${is} (${should})`)
      const isMissing = missing.includes(topic)
      return {
        topic,
        partitions: known.get(topic)?.partitionsCount ?? 0,
        state: isMissing
          ? o.make
            ? 'made'
            : 'missing'
          : settings.length === 0
            ? 'right'
            : o.fix
              ? 'repaired'
              : 'wrong',
        wrong: settings,
      }
    })
  } finally {
    await admin.close()
  }
}

function settingsOf(topic: string, replicas: number) {
  return {
    'cleanup.policy': 'delete',
    'retention.ms': String(topic.endsWith('.dead-letters') ? deadLetterRetentionMs : retentionMs),
    // What is acknowledged is on two brokers, also while a third is away.
    'min.insync.replicas': replicas >= mostReplicas ? '2' : '1',
  }
}

async function makeTopic(admin: Admin, topic: string, o: { partitions: number; replicas: number }) {
  const configs = Object.entries(settingsOf(topic, o.replicas)).map(([name, value]) => ({ name, value }))
  try {
    await admin.createTopics({ topics: [topic], ...o, configs })
  } catch (error) {
    // Another process was faster.
    if (!findErrorBy(error as Error, 'apiId', 'TOPIC_ALREADY_EXISTS')) throw error
  }
}

/** A broker hears of a topic some time after it was made. */
async function untilKnown(admin: Admin, topics: string[]) {
  for (let attempt = 1; ; attempt++) {
    try {
      return (await admin.metadata({ topics, forceUpdate: true })).topics
    } catch (error) {
      if (attempt === 20 || !findErrorBy(error as Error, 'apiId', 'UNKNOWN_TOPIC_OR_PARTITION')) throw error
      await wait(250)
    }
  }
}

interface Setting {
  name: string
  is: string
  should: string
}

async function findWrong(admin: Admin, topics: string[], replicas: number) {
  if (topics.length === 0) return new Map<string, Setting[]>()
  const described = await admin.describeConfigs({
    resources: topics.map((resourceName) => ({
      resourceType: ConfigResourceTypes.TOPIC,
      resourceName,
      configurationKeys: Object.keys(settingsOf(resourceName, replicas)),
    })),
  })
  return new Map(
    described.map(({ resourceName, configs }) => {
      const is = new Map(configs.map(({ name, value }) => [name, value ?? '']))
      const wrong = Object.entries(settingsOf(resourceName, replicas)).filter(
        ([name, should]) => is.get(name) !== should,
      )
      return [resourceName, wrong.map(([name, should]) => ({ name, should, is: is.get(name) ?? '' }))]
    }),
  )
}

async function setRight(admin: Admin, wrong: Map<string, Setting[]>) {
  const resources = [...wrong]
    .filter(([, settings]) => settings.length > 0)
    .map(([resourceName, settings]) => ({
      resourceType: ConfigResourceTypes.TOPIC,
      resourceName,
      configs: settings.map(({ name, should }) => ({
        name,
        value: should,
        configOperation: IncrementalAlterConfigOperationTypes.SET,
      })),
    }))
  if (resources.length > 0) await admin.incrementalAlterConfigs({ resources })
}
