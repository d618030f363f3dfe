import { setTimeout as wait } from 'node:timers/promises'
import { pauseAfter } from '../clock/index.ts'
import type { EventBus, Group, Subscription } from '../events/event-bus.ts'
import type { EventsLog } from '../events/events-log.ts'
import { parseKafkaUrl } from '../events/kafka-address.ts'
import { defaultKafkaTimes, joinKafkaGroup, type KafkaTimes } from './kafka-member.ts'
import { createKafkaOffsets } from './kafka-offsets.ts'
import { createKafkaPublisher } from './kafka-publisher.ts'
import { settleTopics } from './kafka-topics.ts'

const pauses = { firstMs: 500, longestMs: 5000 }

export interface KafkaBusOptions {
  /** See `parseKafkaUrl`. */
  url: string
  /** Made at the start where they are missing, as soon as Kafka answers. */
  topics: string[]
  log: EventsLog
  times?: Partial<KafkaTimes>
}

/** The distributed bus: Kafka's own topics, partitions and groups. */
export function createKafkaBus(o: KafkaBusOptions): EventBus {
  const { connection, nameOf } = parseKafkaUrl(o.url)
  const client = { ...connection, clientId: 'musicbell', connectTimeout: 5000 }
  const publisher = createKafkaPublisher(client)
  const offsets = createKafkaOffsets(client)
  const subscriptions = new Set<Subscription>()
  const times = { ...defaultKafkaTimes, ...o.times }
  const closing = new AbortController()
  const made = makeTopics()
  const named = ({ group, topics }: Group) => ({ group: nameOf(group), topics: topics.map(nameOf) })

  async function makeTopics() {
    for (let failures = 1; !closing.signal.aborted; failures++) {
      try {
        const topics = await settleTopics(o.url, o.topics, { make: true, fix: false })
        const wrong = topics.filter(({ state }) => state === 'wrong')
        if (wrong.length > 0) o.log.warn({ topics: wrong }, 'Topics are not as they should be: bell doctor --fix')
        return
      } catch (error) {
        o.log.warn({ err: error, failures }, 'Kafka does not answer: events wait in the outbox until it does')
        await wait(pauseAfter(failures, pauses), undefined, { signal: closing.signal }).catch(() => {})
      }
    }
  }

  return {
    async publish(topic, events) {
      if (events.length > 0) await publisher.publish(nameOf(topic), events)
    },

    async subscribe({ handle, ...group }) {
      const member = await joinKafkaGroup({ client, ...named(group), handle, log: o.log, times, ready: made })
      const subscription: Subscription = {
        async close() {
          if (subscriptions.delete(subscription)) await member.close()
        },
      }
      subscriptions.add(subscription)
      return subscription
    },

    async lag(groups) {
      const found = await offsets.lag(groups.map(named))
      return new Map(groups.map(({ group }) => [group, found.get(nameOf(group))!]))
    },

    rewind: ({ since, ...group }) => offsets.rewind({ ...named(group), since }),

    async close() {
      closing.abort()
      await Promise.all([...subscriptions].map((subscription) => subscription.close()))
      await Promise.all([publisher.close(), offsets.close()])
    },
  }
}
