import { parseRedisAddress } from './redis-address.ts'
import { redisCommands } from './redis-commands.ts'
import { connectForCommands } from './redis-connections.ts'

/**
 * What a Redis says of itself, after a write that was taken.
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
    await redisCommands(client, address.prefix).increment('!doctor', { ttlMs: 1000 })
    const latencyMs = performance.now() - began
    const [seconds, microseconds] = await client.time()
    const version = /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'of an unknown version'
    return { version, latencyMs, clockAheadMs: Number(seconds) * 1000 + Number(microseconds) / 1000 - Date.now() }
  }
  try {
    return await Promise.race([look(), fault])
  } finally {
    client.disconnect()
  }
}
