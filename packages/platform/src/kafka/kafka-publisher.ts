import { compatibilityPartitioner, Producer } from '@platformatic/kafka'
import type { BellEvent } from '../events/definition.ts'
import type { KafkaConnection } from '../events/kafka-address.ts'
import { encodeEvent, type EncodedEvent } from './kafka-wire.ts'

// A broker takes 1 MiB a partition and request unless its owner raised that; headers and framing need some of it.
const requestBytes = 900_000

interface Waiting {
  messages: EncodedEvent[]
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * Publishes with acknowledgement by all in-sync replicas, without doubling what is sent again (`enable.idempotence`),
 * and partitions as Java's clients do: by murmur2 of the key. A topic has a producer of its own, and that one request
 * at a time: after a failure a producer starts over as another one, whose sequence of numbers must not meet requests
 * that are still under way.
 */
export function createKafkaPublisher(client: KafkaConnection & { clientId: string }) {
  const lanes = new Map<string, ReturnType<typeof createLane>>()

  function laneOf(topic: string) {
    const lane = lanes.get(topic) ?? createLane(client, topic)
    lanes.set(topic, lane)
    return lane
  }

  return {
    publish: (topic: string, events: BellEvent[]) => laneOf(topic).publish(events),
    /** After what was handed over has been sent, or has failed. */
    close: () => Promise.all([...lanes.values()].map((lane) => lane.close())),
  }
}

function createLane(client: KafkaConnection & { clientId: string }, topic: string) {
  const producer = new Producer({
    ...client,
    idempotent: true,
    partitioner: compatibilityPartitioner as never,
    retries: 4,
    retryDelay: 250,
    timeout: 10_000,
  })
  producer.on('error', () => {}) // Whoever publishes hears of it.
  let waiting: Waiting[] = []
  let running: Promise<void> | undefined

  function run() {
    running ??= sendAll().finally(() => {
      running = undefined
      if (waiting.length > 0) run()
    })
  }

  async function sendAll() {
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      try {
        for (const messages of requests(batch.flatMap((each) => each.messages))) await producer.send({ messages })
        for (const { resolve } of batch) resolve()
      } catch (error) {
        // What came after it must not overtake it.
        for (const { reject } of [...batch, ...waiting]) reject(error)
        waiting = []
      }
    }
  }

  return {
    publish(events: BellEvent[]) {
      return new Promise<void>((resolve, reject) => {
        waiting.push({ messages: events.map((event) => encodeEvent(topic, event)), resolve, reject })
        run()
      })
    },
    async close() {
      await running
      await producer.close()
    },
  }
}

function* requests(messages: EncodedEvent[]) {
  let request: EncodedEvent[] = []
  let bytes = 0
  for (const message of messages) {
    const size = message.value.length + message.key.length + 100
    if (request.length > 0 && bytes + size > requestBytes) {
      yield request
      request = []
      bytes = 0
    }
    request.push(message)
    bytes += size
  }
  if (request.length > 0) yield request
}
