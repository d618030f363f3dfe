import { describe } from 'vitest'
import { testEventBus } from '../events/contract.ts'
import { testDelivery } from '../events/contract-delivery.ts'
import { brokers, testBus, testTopic } from './kafka.fixture.ts'

const factory = async () => ({
  open: () => testBus(),
  makeTopic: async (topic: string) => void (await testTopic(topic)),
})

describe.runIf(brokers)('Kafka as a bus', () => testEventBus(factory))
describe.runIf(brokers)('events over Kafka', () => testDelivery(factory))
