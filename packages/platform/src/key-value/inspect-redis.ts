import { parseRedisAddress } from './redis-address.ts'
import { redisCommands } from './redis-commands.ts'
import { connectForCommands } from './redis-connections.ts'

/**
 * What a Redis says of itself, after a write that was taken, unless its memory is full.
 * @throws Error where it cannot be reached, or refuses us
 */
export async function inspectRedis(url: string) {
  const address = parseRedisAddress(url)!
  const client = connectForCommands(address)
  // The first fault ends it: nobody waits for a server to come back here.
  const fault = new Promise<never>((_, reject) => client.once('error', reject))
  client.on('error', () => undefined)
  const look = async () => {
    await client.connect()
    const began = performance.now()
    await redisCommands(client, address.prefix).increment('!doctor', { ttlMs: 1000 }).catch(unlessFull)
    const latencyMs = performance.now() - began
    const [seconds, microseconds] = await client.time()
    const clockAheadMs = Number(seconds) * 1000 + Number(microseconds) / 1000 - Date.now()
    const said = (await client.info('server')) + (await client.info('memory'))
    const read = (name: string) => new RegExp(`^${name}:(\\S+)`, 'm').exec(said)?.[1]
    return {
      version: read('redis_version') ?? 'of an unknown version',
      latencyMs,
      clockAheadMs,
      usedBytes: Number(read('used_memory') ?? 0),
      /** 0 where there is no limit. */
      mostBytes: Number(read('maxmemory') ?? 0),
      /** What is done when no more may be used, such as `noeviction`. */
      policy: read('maxmemory_policy') ?? 'noeviction',
    }
  }
  try {
    return await Promise.race([look(), fault])
  } finally {
    client.disconnect()
  }
}

function unlessFull(error: Error) {
  if (!/\bOOM\b/.test(error.message)) throw error
}
