import type { BaseLogger } from 'pino'
import type { Clock } from '../clock/index.ts'
import { createChannels } from './channels.ts'
import { createEmbeddedKeyValue } from './embedded.ts'
import { KeyValueError, type KeyValue } from './key-value.ts'
import { parseRedisAddress } from './redis-address.ts'
import { createAvailability, inTime } from './redis-availability.ts'
import { redisCommands } from './redis-commands.ts'
import { connectForCommands, connectForListening } from './redis-connections.ts'
import { createRedisListener } from './redis-listener.ts'

/** On which a process that could not be heard for a while says so. */
const missedChannel = '!missed'

export interface RedisOptions {
  /** As `parseRedisAddress` reads it. */
  url: string
  clock: Clock
  log: Pick<BaseLogger, 'info' | 'warn' | 'error'>
}

/**
 * Values in Redis, and word between processes. While Redis is away, or hangs, nothing fails and nothing waits: values
 * are this process's own, in memory, and its listeners hear what it publishes itself. What was counted or kept alone is
 * not carried over when Redis is back.
 * @throws KeyValueError key_value_refused: Redis is there, and does not let us in
 */
export async function createRedisKeyValue({ url, clock, log }: RedisOptions): Promise<KeyValue> {
  const address = parseRedisAddress(url)
  if (!address) throw new KeyValueError('key_value_url_unknown', 'This is no address of a Redis.')
  const { prefix } = address
  const missed = new Set<() => void>()
  const channels = createChannels((error) => log.error({ err: error }, 'a listener of the key-value store failed'))
  const alone = createEmbeddedKeyValue({ clock })
  const client = connectForCommands(address)
  let lastFault: Error | undefined
  client.on('error', (error: Error) => (lastFault = error))
  const commands = redisCommands(client, prefix)

  const availability = createAvailability({
    probe: () => commands.increment('!probe', { ttlMs: 1000 }),
    log,
    // What this process had to say meanwhile reached no other one.
    onBack: () => void commands.publish(missedChannel, '').catch(availabilityLost),
  })
  function availabilityLost(error: unknown) {
    availability.lose(error instanceof Error && /closed|writeable/.test(error.message) ? (lastFault ?? error) : error)
  }

  const tellMissed = () => missed.forEach((listener) => listener())
  const listener = createRedisListener({
    connect: () => connectForListening(address, client),
    onMessage(channel, message) {
      const name = channel.slice(prefix.length)
      if (name === missedChannel) tellMissed()
      else channels.publish(name, message)
    },
    onMissed: tellMissed,
  })

  async function ask<T>(onRedis: () => Promise<T>, otherwise: () => Promise<T>): Promise<T> {
    if (!availability.isThere()) return otherwise()
    try {
      return await inTime(onRedis())
    } catch (error) {
      if (error instanceof KeyValueError) throw error
      availabilityLost(error)
      return otherwise()
    }
  }

  await inTime(client.connect()).catch((error: Error) => {
    // A wrong password is a mistake to be told of; what is away may come back.
    if (/^(WRONGPASS|NOAUTH|NOPERM|ERR .*AUTH)/.test((lastFault ?? error).message)) throw refused(lastFault ?? error)
    availabilityLost(error)
  })
  await listener.add(prefix + missedChannel)

  return {
    get: (key) =>
      ask(
        () => commands.get(key),
        () => alone.get(key),
      ),
    set: (key, value, o) =>
      ask(
        () => commands.set(key, value, o),
        () => alone.set(key, value, o),
      ),
    compareAndSet: (key, expected, value, o) =>
      ask(
        () => commands.compareAndSet(key, expected, value, o),
        () => alone.compareAndSet(key, expected, value, o),
      ),
    delete: (key) =>
      ask(
        () => commands.delete(key),
        () => alone.delete(key),
      ),

    async increment(key, o) {
      if (!Number.isSafeInteger(o.by ?? 1)) throw new RangeError(`A counter grows by whole numbers, not by ${o.by}.`)
      return ask(
        () => commands.increment(key, o),
        () => alone.increment(key, o),
      )
    },

    async publish(channel, message) {
      if (!availability.isThere()) return channels.publish(channel, message)
      // Where it is not known whether it was sent, it is not sent again: a message arrives once at most.
      await ask(
        () => commands.publish(channel, message),
        async () => undefined,
      )
    },

    async subscribe(channel, hear, onMissed) {
      const leave = channels.subscribe(channel, hear)
      const tell = () => onMissed?.()
      missed.add(tell)
      await listener.add(prefix + channel)
      return async () => {
        leave()
        missed.delete(tell)
        if (!channels.has(channel)) await listener.remove(prefix + channel)
      }
    },

    async close() {
      channels.close()
      await availability.close()
      await listener.close()
      client.disconnect()
      await alone.close()
    },
  }
}

function refused(cause: Error) {
  return new KeyValueError('key_value_refused', `Redis refuses us: ${cause.message}`, { cause })
}
