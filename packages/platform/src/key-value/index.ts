import type { RedisOptions } from './redis.ts'

export { createEmbeddedKeyValue } from './embedded.ts'
export { KeyValueError, type KeyValue, type Lifetime } from './key-value.ts'
export { parseRedisAddress } from './redis-address.ts'

/** As createRedisKeyValue; its client is loaded only where it is used. */
export async function openRedisKeyValue(options: RedisOptions) {
  const { createRedisKeyValue } = await import('./redis.ts')
  return createRedisKeyValue(options)
}

/** As inspectRedis of its file; loaded only where it is used. */
export async function inspectRedis(url: string) {
  return (await import('./inspect-redis.ts')).inspectRedis(url)
}
