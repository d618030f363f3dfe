import { setTimeout as wait } from 'node:timers/promises'
import { Consumer } from '@platformatic/kafka'
import { pauseAfter } from '../clock/index.ts'
import type { BellEvent } from '../events/definition.ts'
import type { Subscription } from '../events/event-bus.ts'
import type { EventsLog } from '../events/events-log.ts'
import type { KafkaConnection } from '../events/kafka-address.ts'
import { createKafkaCommits } from './kafka-commits.ts'
import { createKafkaFetcher } from './kafka-fetcher.ts'
import { createKafkaPartition, type KafkaPartition } from './kafka-partition.ts'

export interface KafkaTimes {
  /** After so long without a sign of life a member's partitions go to the others, in milliseconds. */
  sessionMs: number
  heartbeatMs: number
}

export const defaultKafkaTimes: KafkaTimes = { sessionMs: 12_000, heartbeatMs: 1000 }

const rebalanceMs = 60_000
const firstAssignmentMs = 8000
const pauses = { firstMs: 200, longestMs: 5000 }

/**
 * A member of a consumer group (classic protocol, cooperative-sticky: partitions that stay are read on during a
 * rebalance). A partition that goes to another member is handed over: its batch in hand is finished and committed
 * before this member joins again, and the group waits for that. Heartbeats have a connection of their own, so that
 * a slow handler throws nobody out; only when it takes longer than half a session does the other begin beside it, and
 * then the consumer's inbox keeps effects single and in order.
 */
export async function joinKafkaGroup(o: {
  client: KafkaConnection & { clientId: string }
  group: string
  topics: string[]
  handle: (events: BellEvent[]) => Promise<void>
  log: EventsLog
  times: KafkaTimes
  /** The topics are there. */
  ready: Promise<void>
}): Promise<Subscription> {
  const { group, topics, log } = o
  const { sessionMs, heartbeatMs } = o.times
  const closing = new AbortController()
  const partitions = new Map<string, KafkaPartition>()
  const assigned = Promise.withResolvers<void>()

  const membership = new Consumer({
    ...o.client,
    groupId: group,
    sessionTimeout: sessionMs,
    rebalanceTimeout: rebalanceMs,
    heartbeatInterval: heartbeatMs,
    protocols: [{ name: 'cooperative-sticky', version: 3 }],
    // The client asks for this before each request to join: the moment to let go of what was taken away.
    protocolsMetadata: async () => {
      await letGo()
      return Buffer.alloc(0)
    },
    retries: 5,
    retryDelay: 250,
    // A request to join is answered when all others have joined.
    requestTimeout: rebalanceMs + 10_000,
  })
  membership.topics.trackAll(...topics)

  const commits = createKafkaCommits({ client: o.client, group, topics, membership, log })
  const fetcher = createKafkaFetcher({ client: o.client, group, topics, partitions, log })

  membership.on('consumer:group:join', () => void followAssignment())
  membership.on('error', (error) => {
    log.warn({ err: error, group }, 'A consumer has left its group and joins again')
    void join()
  })

  let joining: Promise<void> | undefined
  function join() {
    joining ??= joinUntilIn().finally(() => {
      joining = undefined
    })
    return joining
  }

  async function joinUntilIn() {
    for (let failures = 0; !closing.signal.aborted;) {
      try {
        await membership.joinGroup({})
        return
      } catch (error) {
        failures++
        log.warn({ err: error, group, topics, failures }, 'A consumer cannot join its group: it tries again')
        await pause(failures)
      }
    }
  }

  const pause = (failures: number) =>
    wait(pauseAfter(failures, pauses), undefined, { signal: closing.signal }).catch(() => {})

  const keyOf = (topic: string, index: number) => `${topic}/${index}`
  const assignment = () =>
    (membership.assignments ?? []).flatMap(({ topic, partitions: indexes }) =>
      indexes.map((index) => ({ topic, index, key: keyOf(topic, index) })),
    )

  async function letGo() {
    const kept = new Set(assignment().map(({ key }) => key))
    const gone = [...partitions].filter(([key]) => !kept.has(key))
    if (gone.length === 0) return
    for (const [key] of gone) partitions.delete(key)
    const stopped = Promise.all(gone.map(([, partition]) => partition.stop()))
    await Promise.race([stopped, wait(sessionMs / 2, undefined, { ref: false })])
    await commits.flush()
    commits.forget(gone.map(([, partition]) => partition))
  }

  // The client says nothing of what it adds: what is assigned is compared with what runs, until both are the same.
  let following: Promise<void> | undefined
  let again = false
  function followAssignment() {
    again = true
    following ??= follow().finally(() => {
      following = undefined
      if (again && !closing.signal.aborted) void followAssignment()
    })
    return following
  }

  async function follow() {
    for (let failures = 0; again && !closing.signal.aborted;) {
      again = false
      await letGo()
      const added = assignment().filter(({ key }) => !partitions.has(key))
      if (added.length === 0) continue
      try {
        const offsets = await commits.locate(added)
        const still = new Set(assignment().map(({ key }) => key))
        for (const { topic, index, key } of added) {
          if (!still.has(key) || partitions.has(key)) continue
          partitions.set(key, openPartition(topic, index, offsets.get(key)!))
        }
        assigned.resolve()
        fetcher.wake()
      } catch (error) {
        failures++
        again = true
        log.warn({ err: error, group, failures }, 'Where a group stopped reading is not known yet')
        await pause(failures)
      }
    }
  }

  function openPartition(topic: string, index: number, from: bigint) {
    const partition: KafkaPartition = createKafkaPartition({
      topic,
      index,
      from,
      log,
      handle: o.handle,
      onHandled: (next) => commits.note(partition, next),
      onRoom: () => fetcher.wake(),
    })
    return partition
  }

  void o.ready.then(join)
  // Whoever joins waits for the others to hand over; with Kafka away, or more members than partitions, not for ever.
  await Promise.race([assigned.promise, wait(firstAssignmentMs, undefined, { ref: false })])

  return {
    async close() {
      closing.abort()
      await Promise.all([...partitions.values()].map((partition) => partition.stop()))
      await commits.close()
      partitions.clear()
      await Promise.race([membership.close(), wait(3000, undefined, { ref: false })]).catch(() => {})
      await fetcher.close()
    },
  }
}
