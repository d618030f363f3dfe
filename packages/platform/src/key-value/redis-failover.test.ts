import { randomUUID } from 'node:crypto'
import { Cluster, Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../clock/index.ts'
import { createLogger } from '../http/index.ts'
import { testKeyValue } from './contract.ts'
import { openRedisKeyValue } from './index.ts'
import type { KeyValue } from './key-value.ts'
import { redisServers } from './redis-servers.fixture.ts'

const program = process.env.REDIS_SERVER!
const healed = { timeout: 30_000, interval: 100 }

describe.runIf(program)('on a Redis with sentinels', () => {
  let servers: Awaited<ReturnType<typeof redisServers>>
  let ports: Awaited<ReturnType<(typeof servers)['withSentinels']>>
  const url = () => `redis+sentinel://${ports.sentinels.map((port) => `127.0.0.1:${port}`).join()}/bell`

  beforeAll(async () => {
    servers = await redisServers(program)
    ports = await servers.withSentinels()
  }, 60_000)
  afterAll(() => servers.stop())

  testKeyValue(() => openStore(url(), () => new Redis(ports.master)))

  test('goes on with the replica when the master dies', { timeout: 60_000 }, async () => {
    const { keyValue } = await openStore(url(), () => new Redis(ports.replica))
    await goesOn(keyValue, () => servers.kill(ports.master))
    const client = new Redis(ports.replica)
    onTestFinished(() => client.disconnect())
    expect(await client.info('replication')).toContain('role:master')
  })
})

describe.runIf(program)('on a cluster', () => {
  let servers: Awaited<ReturnType<typeof redisServers>>
  let ports: number[]
  const url = () => `redis+cluster://${ports.map((port) => `127.0.0.1:${port}`).join()}`

  beforeAll(async () => {
    servers = await redisServers(program)
    ports = await servers.asCluster()
  }, 60_000)
  afterAll(() => servers.stop())

  const whole = () => new Cluster(ports.map((port) => ({ host: '127.0.0.1', port })))
  testKeyValue(() => openStore(url(), whole))

  test('goes on with a replica when a master dies', { timeout: 60_000 }, async () => {
    const { keyValue } = await openStore(url(), whole)
    await goesOn(keyValue, () => servers.kill(ports[0]!))
  })
})

/** Values everywhere and messages, before and after: whatever node they are on. */
async function goesOn(keyValue: KeyValue, strike: () => void) {
  const heard: string[] = []
  let missed = 0
  await keyValue.subscribe(
    'news',
    (message) => heard.push(message),
    () => missed++,
  )
  const counters = Array.from({ length: 30 }, (_, n) => `counter ${n}`)
  for (const key of counters) await keyValue.increment(key, { by: 1000, ttlMs: 600_000 })
  await keyValue.publish('news', 'before')
  await expect.poll(() => heard).toEqual(['before'])

  strike()
  // None fails, whatever state the servers are in.
  const counts = () => Promise.all(counters.map((key) => keyValue.increment(key, { ttlMs: 600_000 })))
  await counts()
  await expect.poll(async () => Math.min(...(await counts())), healed).toBeGreaterThan(1000)
  await expect.poll(() => missed, healed).toBeGreaterThan(0)
  await expect
    .poll(async () => {
      await keyValue.publish('news', 'after')
      return heard.at(-1)
    }, healed)
    .toBe('after')
}

async function openStore(url: string, connect: () => Redis | Cluster) {
  const prefix = `test:${randomUUID()}:`
  const keyValue = await openRedisKeyValue({
    url: `${url}?prefix=${prefix}`,
    clock: systemClock,
    log: createLogger({ level: 'silent' }),
  })
  const client = connect()
  onTestFinished(async () => {
    await keyValue.close()
    client.disconnect()
  })
  /** Shortens the lifetimes rather than wait for their end. */
  async function advance(ms: number) {
    await client.exists(prefix)
    const nodes = client instanceof Cluster ? client.nodes('master') : [client]
    const keys = await Promise.all(nodes.map((node) => node.keys(`${prefix}*`)))
    for (const key of keys.flat()) {
      const left = await client.pttl(key)
      if (left > 0) await client.pexpire(key, Math.max(0, left - ms))
    }
  }
  return { keyValue, advance }
}
