import { Admin, findErrorBy, ListOffsetTimestamps } from '@platformatic/kafka'
import { setTimeout as wait } from 'node:timers/promises'
import type { Group } from '../events/index.ts'
import type { KafkaConnection } from '../events/kafka-address.ts'

const longestTakeOverMs = 15_000

interface Place {
  topic: string
  index: number
  offset: bigint
}

/** What an operator asks of groups and does with them; they need not have a member in this process. */
export function createKafkaOffsets(client: KafkaConnection & { clientId: string }) {
  let opened: Admin | undefined

  function admin() {
    if (!opened) {
      opened = new Admin({ ...client, retries: 1, retryDelay: 250 })
      opened.on('error', () => {}) // Whoever asks hears of it.
    }
    return opened
  }

  /** The first offset of each partition that is not older than `timestamp`; the end where there is none. */
  async function offsetsAt(topics: string[], timestamp: bigint) {
    const ends = await list(topics, ListOffsetTimestamps.LATEST)
    if (timestamp === ListOffsetTimestamps.LATEST) return ends
    const found = new Map((await list(topics, timestamp)).map((place) => [keyOf(place), place.offset]))
    return ends.map((end) => ({ ...end, offset: atLeast(found.get(keyOf(end)), end.offset) }))
  }

  async function list(topics: string[], timestamp: bigint): Promise<Place[]> {
    const { topics: known } = await admin().metadata({ topics: [...topics] })
    const listed = await admin().listOffsets({
      topics: topics.map((name) => ({
        name,
        partitions: known.get(name)!.partitions.map((_, partitionIndex) => ({ partitionIndex, timestamp })),
      })),
    })
    return listed.flatMap(({ name, partitions }) =>
      partitions.map(({ partitionIndex, offset }) => ({ topic: name, index: partitionIndex, offset })),
    )
  }

  async function committed(groups: string[]) {
    const all = await admin().listConsumerGroupOffsets({ groups })
    return new Map(
      all.map(({ groupId, topics }) => [
        groupId,
        new Map(
          topics.flatMap(({ name, partitions }) =>
            partitions
              .filter(({ committedOffset }) => committedOffset >= 0n)
              .map((each) => [keyOf({ topic: name, index: each.partitionIndex }), each.committedOffset] as const),
          ),
        ),
      ]),
    )
  }

  return {
    lag: async (groups: Group[]) => {
      if (groups.length === 0) return new Map<string, number>()
      const topics = [...new Set(groups.flatMap((each) => each.topics))]
      const [begins, ends, offsets] = await Promise.all([
        list(topics, ListOffsetTimestamps.EARLIEST),
        list(topics, ListOffsetTimestamps.LATEST),
        committed(groups.map(({ group }) => group)),
      ])
      const oldest = new Map(begins.map((begin) => [keyOf(begin), begin.offset]))
      return new Map(
        groups.map((each) => {
          const own = offsets.get(each.group)
          const behind = ends
            .filter(({ topic }) => each.topics.includes(topic))
            .map((end) => end.offset - (own?.get(keyOf(end)) ?? oldest.get(keyOf(end)) ?? 0n))
          return [each.group, Number(behind.reduce((sum, one) => sum + one, 0n))]
        }),
      )
    },

    /**
     * Kafka lets offsets of a group change only while it has no members: they are put out, and before their next
     * heartbeat, at which they join again, the offsets are set.
     */
    rewind: async ({ group, topics, since }: Group & { since: number }) => {
      const places = await offsetsAt(topics, BigInt(since))
      for (const end = performance.now() + longestTakeOverMs; ;) {
        try {
          await putMembersOut(group)
          const now = (await committed([group])).get(group)
          const back = places.flatMap((place) => {
            const last = now?.get(keyOf(place))
            return last !== undefined && place.offset < last ? [{ ...place, again: last - place.offset }] : []
          })
          if (back.length > 0) await setOffsets(group, back)
          return Number(back.reduce((sum, { again }) => sum + again, 0n))
        } catch (error) {
          if (performance.now() > end || !isMembersOwn(error)) throw error
          await wait(100)
        }
      }
    },

    close: async () => opened?.close(),
  }

  async function putMembersOut(group: string) {
    const described = (await admin().describeGroups({ groups: [group] })).get(group)
    if (described && described.members.size > 0) await admin().removeMembersFromConsumerGroup({ groupId: group })
  }

  function setOffsets(groupId: string, places: Place[]) {
    return admin().alterConsumerGroupOffsets({
      groupId,
      topics: [...Map.groupBy(places, ({ topic }) => topic)].map(([name, own]) => ({
        name,
        partitionOffsets: own.map(({ index, offset }) => ({ partition: index, offset })),
      })),
    })
  }
}

const keyOf = ({ topic, index }: { topic: string; index: number }) => `${topic}/${index}`

const atLeast = (found: bigint | undefined, end: bigint) => (found === undefined || found < 0n ? end : found)

/** A member has come back between two requests. */
function isMembersOwn(error: unknown) {
  const ids = ['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS', 'NON_EMPTY_GROUP']
  return ids.some((id) => findErrorBy(error as Error, 'apiId', id))
}
