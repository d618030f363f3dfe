import type { RedisOptions } from './redis.ts'

export { createEmbeddedKeyValue } from './embedded.ts'
export { KeyValueError, type KeyValue, type Lifetime } from './key-value.ts'
export { parseRedisAddress } from './redis-address.ts'

/** As createRedisKeyValue; its client is loaded only where it is used. */
export async function openRedisKeyValue(options: RedisOptions) {
  const { createRedisKeyValue } = await import('./redis.ts')
  return createRedisKeyValue(options)
}
