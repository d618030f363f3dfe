import type { Cluster, Redis } from 'ioredis'
import { KeyValueError, type KeyValue } from './key-value.ts'
import { createPublisher } from './redis-publisher.ts'

// Each is one step for Redis: nobody comes between what a script reads and what it writes.
const compareAndSetScript = `
  local held = redis.call('GET', KEYS[1])
  if ARGV[1] == 'nothing' then
    if held then return 0 end
  elseif held ~= ARGV[2] then return 0 end
  if ARGV[4] == '' then redis.call('SET', KEYS[1], ARGV[3]) else redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4]) end
  return 1`
const incrementScript = `
  local isNew = redis.call('EXISTS', KEYS[1]) == 0
  local count = redis.call('INCRBY', KEYS[1], ARGV[1])
  if isNew then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
  return count`

/** What the port asks of Redis, without any answer to its absence. */
export function redisCommands(client: Redis | Cluster, prefix: string): Omit<KeyValue, 'subscribe' | 'close'> {
  const publish = createPublisher(client)
  return {
    async get(key) {
      return (await client.get(prefix + key)) ?? undefined
    },

    async set(key, value, { ttlMs } = {}) {
      if (ttlMs === undefined) await client.set(prefix + key, value)
      else await client.set(prefix + key, value, 'PX', ttlMs)
    },

    async compareAndSet(key, expected, value, { ttlMs } = {}) {
      const held = expected === undefined ? ['nothing', ''] : ['text', expected]
      return (await client.eval(compareAndSetScript, 1, prefix + key, ...held, value, ttlMs ?? '')) === 1
    },

    async delete(key) {
      await client.del(prefix + key)
    },

    async increment(key, { by = 1, ttlMs }) {
      try {
        return (await client.eval(incrementScript, 1, prefix + key, by, ttlMs)) as number
      } catch (error) {
        if (!/not an integer/.test((error as Error).message)) throw error
        throw new KeyValueError('not_a_counter', `The key ${key} holds something that is not a count.`)
      }
    },

    publish: (channel, message) => publish(prefix + channel, message),
  }
}
