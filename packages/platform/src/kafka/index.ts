export { createKafkaBus, type KafkaBusOptions } from './kafka-bus.ts'
export { settleTopics, type TopicState } from './kafka-topics.ts'
