import { setTimeout as wait } from 'node:timers/promises'
import { Consumer, findErrorBy, IS_CONTROL, ListOffsetTimestamps } from '@platformatic/kafka'
import { pauseAfter } from '../clock/index.ts'
import type { EventsLog } from '../events/events-log.ts'
import type { KafkaConnection } from '../events/kafka-address.ts'
import type { KafkaPartition } from './kafka-partition.ts'

const longPollMs = 500
// Small: what arrives is parsed in one go.
const partitionBytes = 128 * 1024
const requestBytes = 512 * 1024
const pauses = { firstMs: 200, longestMs: 5000 }
const outOfRange = 1

/** Fetches for the partitions that have room, one request to a broker at a time, each answered as soon as there is something. */
export function createKafkaFetcher(o: {
  client: KafkaConnection & { clientId: string }
  group: string
  topics: string[]
  /** Those of this member, by `topic/partition`; it changes. */
  partitions: ReadonlyMap<string, KafkaPartition>
  log: EventsLog
}) {
  const reader = new Consumer({ ...o.client, groupId: o.group, retries: 0 })
  reader.topics.trackAll(...o.topics)
  reader.on('error', () => {}) // Whoever asks hears of it.
  const closing = new AbortController()
  const busy = new Map<number, Promise<void>>()
  let waking: Promise<void> | undefined
  let again = false

  /** @param anew whether what was known of the leaders may have led to a failure */
  async function hungry(anew: boolean) {
    const { topics } = await reader.metadata({ topics: [...o.topics], forceUpdate: anew })
    const waiting = [...o.partitions.values()].filter((partition) => partition.hasRoom())
    const byLeader = Map.groupBy(waiting, ({ topic, index }) => topics.get(topic)!.partitions[index]!.leader)
    return { byLeader, topicIds: new Map([...topics].map(([name, { id }]) => [name, id])) }
  }

  function wake() {
    again = true
    waking ??= startAll().finally(() => {
      waking = undefined
      if (again && !closing.signal.aborted) wake()
    })
  }

  async function startAll() {
    for (let failures = 0; again && !closing.signal.aborted;) {
      again = false
      try {
        startFor((await hungry(failures > 0)).byLeader)
        failures = 0
      } catch (error) {
        again = true
        await pause(error, ++failures)
      }
    }
  }

  function startFor(byLeader: Map<number, KafkaPartition[]>) {
    for (const node of byLeader.keys()) if (!busy.has(node)) busy.set(node, fetchFrom(node))
  }

  async function fetchFrom(node: number) {
    for (let failures = 0; !closing.signal.aborted;) {
      try {
        const { byLeader, topicIds } = await hungry(failures > 0)
        const wanted = byLeader.get(node)
        if (!wanted) busy.delete(node)
        // A partition's leader may be another one now.
        startFor(byLeader)
        if (!wanted) return
        await fetchFor(node, wanted, topicIds)
        failures = 0
      } catch (error) {
        if (!closing.signal.aborted) await pause(error, ++failures)
      }
    }
  }

  async function fetchFor(node: number, wanted: KafkaPartition[], topicIds: Map<string, string>) {
    const topics = [...Map.groupBy(wanted, ({ topic }) => topic)].map(([topic, list]) => ({
      topicId: topicIds.get(topic)!,
      partitions: list.map(({ index, fetchFrom: fetchOffset }) => ({
        partition: index,
        fetchOffset,
        currentLeaderEpoch: -1,
        lastFetchedEpoch: -1,
        partitionMaxBytes: partitionBytes,
      })),
    }))
    const find = (topicId: string, index: number) =>
      wanted.find((partition) => partition.index === index && topicIds.get(partition.topic) === topicId)
    try {
      const response = await reader.fetch({
        node,
        topics,
        maxWaitTime: longPollMs,
        minBytes: 1,
        maxBytes: requestBytes,
      })
      for (const { topicId, partitions } of response.responses)
        for (const each of partitions) offer(find(topicId, each.partitionIndex), each)
    } catch (error) {
      const response = findErrorBy(error as Error, 'apiId', 'OFFSET_OUT_OF_RANGE') && responseOf(error)
      if (!response) throw error
      for (const { topicId, partitions } of response.responses)
        for (const { errorCode, partitionIndex } of partitions)
          if (errorCode === outOfRange) await skipWhatIsGone(find(topicId, partitionIndex))
    }
  }

  async function skipWhatIsGone(partition: KafkaPartition | undefined) {
    if (!partition) return
    const { topic, index, fetchFrom: from } = partition
    const oldest = await reader.listOffsets({ topics: [topic], timestamp: ListOffsetTimestamps.EARLIEST })
    const to = oldest.get(topic)![index]!
    o.log.error(
      { group: o.group, topic, partition: index, from: Number(from), to: Number(to) },
      'Events are gone that this group had not read: it goes on at the oldest there is',
    )
    partition.skipTo(to)
  }

  async function pause(error: unknown, failures: number) {
    o.log.warn({ err: error, group: o.group, failures }, 'Events cannot be fetched now')
    await wait(pauseAfter(failures, pauses), undefined, { signal: closing.signal }).catch(() => {})
  }

  return {
    /** There is a new partition, or room in one. */
    wake,
    async close() {
      closing.abort()
      // A long poll would be waited for; its answer is nobody's any more.
      await reader.close()
      await Promise.all([waking, ...busy.values()])
    },
  }
}

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>
type FetchedPartition = FetchResponse['responses'][number]['partitions'][number]

function offer(partition: KafkaPartition | undefined, { records }: FetchedPartition) {
  if (!partition || !records || records.length === 0) return
  const entries = records
    .filter(({ attributes }) => !(attributes & IS_CONTROL))
    .flatMap((batch) =>
      batch.records.map(({ offsetDelta, value }) => ({ offset: batch.firstOffset + BigInt(offsetDelta), value })),
    )
  const last = records.at(-1)!
  partition.offer(entries, last.firstOffset + BigInt(last.lastOffsetDelta) + 1n)
}

function responseOf(error: unknown) {
  return (error as { response?: FetchResponse }).response
}
