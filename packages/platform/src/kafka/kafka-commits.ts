import { Consumer, ListOffsetTimestamps } from '@platformatic/kafka'
import type { EventsLog } from '../events/events-log.ts'
import type { KafkaConnection } from '../events/kafka-address.ts'
import type { KafkaPartition } from './kafka-partition.ts'

// Acknowledgements are gathered before they cost a request. A crash repeats what was handled just before it.
const gatherMs = 100
const againMs = 1000

/**
 * What a member has handled, committed in the name of its membership; on a connection of its own, since a broker answers
 * one request after the other and a request to join waits long.
 */
export function createKafkaCommits(o: {
  client: KafkaConnection & { clientId: string }
  group: string
  topics: string[]
  membership: Pick<Consumer, 'memberId' | 'generationId'>
  log: EventsLog
}) {
  // Without retries a commit never joins by itself: that is the membership's.
  const offsets = new Consumer({ ...o.client, groupId: o.group, retries: 0 })
  offsets.topics.trackAll(...o.topics)
  offsets.on('error', () => {}) // Whoever asks hears of it.
  const handled = new Map<KafkaPartition, bigint>()
  const forgotten = new WeakSet<KafkaPartition>()
  let timer: NodeJS.Timeout | undefined
  let committing = Promise.resolve()

  function flush() {
    clearTimeout(timer)
    timer = undefined
    committing = committing.then(commit)
    return committing
  }

  async function commit() {
    const batch = [...handled]
    if (batch.length === 0 || o.membership.memberId === null) return
    offsets.memberId = o.membership.memberId
    offsets.generationId = o.membership.generationId
    try {
      await offsets.commit({
        offsets: batch.map(([{ topic, index }, offset]) => ({ topic, partition: index, offset, leaderEpoch: -1 })),
      })
      for (const [partition, offset] of batch) if (handled.get(partition) === offset) handled.delete(partition)
    } catch (error) {
      o.log.warn({ err: error, group: o.group }, 'What a consumer has handled is not committed yet')
      timer ??= setTimeout(() => void flush(), againMs)
    }
  }

  return {
    note(partition: KafkaPartition, next: bigint) {
      if (forgotten.has(partition)) return
      handled.set(partition, next)
      timer ??= setTimeout(() => void flush(), gatherMs)
    },

    /** Commits what has been noted so far; what cannot be committed is tried again, until it is forgotten. */
    flush,

    /** They are another member's now: what still comes of them must not be committed. */
    forget(partitions: KafkaPartition[]) {
      for (const partition of partitions) {
        forgotten.add(partition)
        handled.delete(partition)
      }
    },

    /** Where to begin, by `topic/partition`: at what is committed, else at the oldest event. */
    async locate(wanted: { topic: string; index: number; key: string }[]) {
      const topics = [...Map.groupBy(wanted, ({ topic }) => topic)].map(([topic, list]) => ({
        topic,
        partitions: list.map(({ index }) => index),
      }))
      const committed = await offsets.listCommittedOffsets({ topics })
      const oldest = await offsets.listOffsets({
        topics: topics.map(({ topic }) => topic),
        timestamp: ListOffsetTimestamps.EARLIEST,
      })
      return new Map(
        wanted.map(({ topic, index, key }) => {
          const last = committed.get(topic)?.[index] ?? -1n
          return [key, last >= 0n ? last : oldest.get(topic)![index]!]
        }),
      )
    },

    async close() {
      await flush()
      clearTimeout(timer)
      await offsets.close()
    },
  }
}
