import { randomUUID } from 'node:crypto'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Cluster, type Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../clock/index.ts'
import { createLogger } from '../http/index.ts'
import { testKeyValue } from './contract.ts'
import { openRedisKeyValue } from './index.ts'
import type { KeyValue } from './key-value.ts'
import { redisServers } from './redis-servers.fixture.ts'

const program = process.env.REDIS_SERVER!
const healed = { timeout: 30_000, interval: 100 }

const ways = [
  { scheme: 'redis', tls: false },
  { scheme: 'rediss', tls: true },
]

describe.runIf(program).each(ways)('on $scheme with sentinels', ({ scheme, tls }) => {
  let servers: Awaited<ReturnType<typeof redisServers>>
  let ports: Awaited<ReturnType<(typeof servers)['withSentinels']>>
  const url = () => `${scheme}+sentinel://${ports.sentinels.map((port) => `127.0.0.1:${port}`).join()}/bell`

  beforeAll(async () => {
    servers = await redisServers(program, { tls })
    ports = await servers.withSentinels()
  }, 60_000)
  afterAll(() => servers.stop())

  testKeyValue(() => openStore(url(), () => servers.connect(ports.master)))

  test('goes on with the replica when the master dies', { timeout: 60_000 }, async () => {
    const { keyValue } = await openStore(url(), () => servers.connect(ports.replica))
    await goesOn(keyValue, async () => {
      await servers.untilReplicated([ports.master])
      servers.kill(ports.master)
    })
    const client = servers.connect(ports.replica)
    onTestFinished(() => client.disconnect())
    expect(await client.info('replication')).toContain('role:master')
  })
})

describe.runIf(program).each(ways)('on a cluster of $scheme', ({ scheme, tls }) => {
  let servers: Awaited<ReturnType<typeof redisServers>>
  let ports: number[]
  const url = () => `${scheme}+cluster://${ports.map((port) => `127.0.0.1:${port}`).join()}`

  beforeAll(async () => {
    servers = await redisServers(program, { tls })
    ports = await servers.asCluster()
  }, 60_000)
  afterAll(() => servers.stop())

  const whole = () =>
    new Cluster(
      ports.map((port) => ({ host: '127.0.0.1', port })),
      { redisOptions: tls ? { tls: {} } : {} },
    )
  testKeyValue(() => openStore(url(), whole))

  test('goes on with a replica when a master dies', { timeout: 60_000 }, async () => {
    const { keyValue } = await openStore(url(), whole)
    await goesOn(keyValue, async () => {
      await servers.untilReplicated([ports[0]!])
      servers.kill(ports[0]!)
    })
  })
})

describe.runIf(program)('on a Redis that speaks TLS', () => {
  const user = { username: 'bell', password: 'p@ss:word' }
  const settings = `user bell on >${user.password} ~* &* +@all`
  const authorities = getCACertificates()
  let servers: Awaited<ReturnType<typeof redisServers>>
  let port: number
  const urlOf = (at: number, password = user.password) =>
    `rediss://bell:${encodeURIComponent(password)}@127.0.0.1:${at}`
  const connect = () => servers.connect(port, user)

  beforeAll(async () => {
    servers = await redisServers(program, { tls: true })
    port = await servers.alone(settings)
  }, 60_000)
  afterAll(() => servers.stop())

  testKeyValue(() => openStore(urlOf(port), connect))

  test('with a certificate that no authority signed is told no password: the process goes on alone, and says why', async () => {
    const trusted = getCACertificates('default')
    setDefaultCACertificates(authorities)
    onTestFinished(() => setDefaultCACertificates(trusted))
    expect(await saidWithout(urlOf(port))).toContain('DEPTH_ZERO_SELF_SIGNED_CERT')
  })

  test('with a certificate for another name: neither', async () => {
    const others = await redisServers(program, { tls: true, host: 'redis.test' })
    onTestFinished(() => others.stop())
    expect(await saidWithout(urlOf(await others.alone(settings)))).toContain('ERR_TLS_CERT_ALTNAME_INVALID')
  })

  test('refuses a wrong password, of which the start is told', async () => {
    await expect(openStore(urlOf(port, 'guessed'), connect)).rejects.toMatchObject({ code: 'key_value_refused' })
  })
})

/** What a process logs that cannot use this Redis. */
async function saidWithout(url: string) {
  const lines: string[] = []
  const log = createLogger({ level: 'warn', to: { write: (line: string) => void lines.push(line) } })
  const keyValue = await openRedisKeyValue({ url, clock: systemClock, log })
  onTestFinished(() => keyValue.close())
  await keyValue.set('kept', 'alone')
  expect(await keyValue.get('kept')).toBe('alone')
  return lines.join('')
}

/** Values everywhere and messages, before and after: whatever node they are on. */
async function goesOn(keyValue: KeyValue, strike: () => Promise<void>) {
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

  await strike()
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
  const client = connect().on('error', () => undefined)
  onTestFinished(async () => {
    await keyValue.close()
    client.disconnect()
  })
  // What is slow is to connect, to each node, in this process and in the servers. It may be counting alone till then.
  const isThere = async (key: string) => {
    await keyValue.set(key, 'there')
    return (await client.get(prefix + key)) === 'there'
  }
  for (const key of Array.from({ length: 12 }, (_, n) => `node ${n}`)) {
    await vi.waitUntil(() => isThere(key), healed)
    await keyValue.delete(key)
  }
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
