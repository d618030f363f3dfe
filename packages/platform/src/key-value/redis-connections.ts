import { Cluster, Redis, type RedisOptions } from 'ioredis'
import type { RedisAddress } from './redis-address.ts'

const connectTimeout = 2000
/** A connection on which something was asked and nothing comes is dead: the network is gone without saying so. */
const socketTimeout = 3000
const retryStrategy = (attempt: number) => Math.min(100 * 2 ** Math.min(attempt, 6), 2000) * (0.5 + Math.random() / 2)

/** Nothing waits inside the client, and nothing is sent twice: what fails is told at once, and whoever asked decides. */
const impatient = {
  connectTimeout,
  socketTimeout,
  enableOfflineQueue: false,
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  lazyConnect: true,
} satisfies RedisOptions

/** The connection on which commands go; it comes back by itself. */
export function connectForCommands(address: RedisAddress): Redis | Cluster {
  if (address.mode !== 'cluster') {
    // A master that became a replica refuses writes: look for the new one.
    const reconnectOnError = (error: Error) => error.message.startsWith('READONLY')
    return new Redis({ ...impatient, ...optionsOf(address), retryStrategy, reconnectOnError })
  }
  return new Cluster(address.nodes, {
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: retryStrategy,
    // Whoever asked waits half a second at most.
    maxRedirections: 4,
    // A certificate is for a name, not for what it resolves to.
    ...(address.tls && { dnsLookup: (host, done) => done(null, host) }),
    redisOptions: {
      connectTimeout,
      socketTimeout,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      ...credentialsOf(address),
    },
  })
}

/**
 * A connection for subscriptions, which does not come back by itself: who listens must know that it was away.
 * @param commands any node of a cluster hears what is published on another
 */
export function connectForListening(address: RedisAddress, commands: Redis | Cluster): Redis {
  const options: RedisOptions = { ...impatient, retryStrategy: null, sentinelRetryStrategy: () => null }
  if (!(commands instanceof Cluster)) return new Redis({ ...options, ...optionsOf(address) })
  const known = commands.nodes('all').map((node) => ({ host: node.options.host!, port: node.options.port! }))
  const nodes = known.length > 0 ? known : address.nodes
  const node = nodes[Math.floor(Math.random() * nodes.length)]!
  return new Redis({ ...options, ...credentialsOf(address), ...node })
}

function optionsOf(address: RedisAddress): RedisOptions {
  const { mode, nodes, tls, master, sentinelPassword, db } = address
  const where =
    mode === 'single'
      ? nodes[0]
      : {
          sentinels: nodes,
          name: master,
          sentinelCommandTimeout: connectTimeout,
          ...(sentinelPassword !== undefined && { sentinelPassword }),
          ...(tls && { sentinelTLS: {}, enableTLSForSentinelMode: true }),
        }
  return { ...where, ...credentialsOf(address), db }
}

function credentialsOf({ username, password, tls }: RedisAddress): RedisOptions {
  return {
    ...(username !== undefined && { username }),
    ...(password !== undefined && { password }),
    ...(tls && { tls: {} }),
  }
}
