import { randomUUID } from 'node:crypto'
import {
  Admin,
  ConfigResourceTypes,
  Consumer,
  IncrementalAlterConfigOperationTypes,
  Producer,
} from '@platformatic/kafka'
import { parseKafkaUrl } from '../events/index.ts'

export interface Message {
  /** By the name that the product gives it. */
  topic: string
  key: Buffer
  value: Buffer
}

/** Topics of an installation, as a stranger reads and writes them who has its Kafka. */
export function openAsStranger(url: string, known: string[]) {
  const { connection, nameOf } = parseKafkaUrl(url)
  const client = { ...connection, clientId: 'stranger' }
  const producer = new Producer({ ...client, idempotent: false })
  const ownNames = new Map(known.map((topic) => [nameOf(topic), topic]))

  return {
    /** All that stands on these topics. */
    async readAll(topics: string[]): Promise<Message[]> {
      const consumer = new Consumer({ ...client, groupId: randomUUID() })
      try {
        const names = topics.map(nameOf)
        const ends = await consumer.listOffsets({ topics: names })
        let left = [...ends.values()].flat().reduce((sum, end) => sum + Number(end), 0)
        const messages: Message[] = []
        if (left === 0) return messages
        const stream = await consumer.consume({ topics: names, mode: 'earliest', maxBytes: 16 * 1024 ** 2 })
        for await (const { topic, key, value } of stream) {
          messages.push({ topic: ownNames.get(topic)!, key, value })
          if (--left === 0) break
        }
        return messages
      } finally {
        await consumer.close(true)
      }
    },

    async write(messages: Message[]) {
      for (let at = 0; at < messages.length; at += 200) {
        const some = messages.slice(at, at + 200)
        await producer.send({ messages: some.map((message) => ({ ...message, topic: nameOf(message.topic) })) })
      }
    },

    /** As an owner may set it: a broker takes no message above 1 MiB by itself. */
    async takeLarge(topic: string, bytes: number) {
      const admin = new Admin(client)
      const configOperation = IncrementalAlterConfigOperationTypes.SET
      const configs = [{ name: 'max.message.bytes', value: String(bytes), configOperation }]
      const resource = { resourceType: ConfigResourceTypes.TOPIC, resourceName: nameOf(topic), configs }
      await admin.incrementalAlterConfigs({ resources: [resource] })
      await admin.close()
    },

    close: () => producer.close(),
  }
}
