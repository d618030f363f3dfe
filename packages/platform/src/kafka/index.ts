export { createKafkaBus, type KafkaBusOptions } from './kafka-bus.ts'
export { inspectKafka } from './kafka-inspect.ts'
export { settleTopics, type TopicState } from './kafka-topics.ts'
