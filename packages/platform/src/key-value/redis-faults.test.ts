import { randomUUID } from 'node:crypto'
import { describe, expect, onTestFinished, test } from 'vitest'
import { systemClock } from '../clock/index.ts'
import { createLogger } from '../http/index.ts'
import { openRedisKeyValue } from './index.ts'
import { startProxy } from './redis-proxy.fixture.ts'

const redis = process.env.REDIS_URL!
const healed = { timeout: 15_000, interval: 50 }

describe.runIf(redis)('a process that cannot reach Redis', () => {
  test('counts alone, fails in nothing, and counts with the others again when it can', async () => {
    const { proxy, near, far } = await twoProcesses()
    await far.increment('hits', { by: 10, ttlMs: 60_000 })
    expect(await near.increment('hits', { ttlMs: 60_000 })).toBe(11)

    proxy.cut()
    await near.increment('other', { ttlMs: 60_000 })
    expect(await near.increment('hits', { ttlMs: 60_000 })).toBe(1)
    expect(await near.increment('hits', { ttlMs: 60_000 })).toBe(2)
    await near.set('value', 'own', { ttlMs: 60_000 })
    expect(await near.get('value')).toBe('own')
    expect(await near.compareAndSet('value', 'own', 'other')).toBe(true)
    await near.delete('value')
    expect(await near.get('value')).toBeUndefined()

    proxy.open()
    await expect.poll(() => near.increment('hits', { ttlMs: 60_000 }), healed).toBeGreaterThan(11)
  })

  test('waits once for a Redis that says nothing, then for none', async () => {
    const { proxy, near, far } = await twoProcesses()
    await far.increment('hits', { by: 5000, ttlMs: 60_000 })
    proxy.silence()

    const started = performance.now()
    expect(await near.increment('hits', { ttlMs: 60_000 })).toBe(1)
    const first = performance.now() - started
    for (let n = 0; n < 1000; n++) await near.increment('hits', { ttlMs: 60_000 })
    const others = performance.now() - started - first

    expect(first).toBeLessThan(2000)
    expect(others).toBeLessThan(1000)
    proxy.open()
    await expect.poll(() => near.increment('hits', { ttlMs: 60_000 }), healed).toBeGreaterThan(5000)
  })

  test('reads the answer that came while it was itself held up', async () => {
    const prefix = `test:${randomUUID()}:`
    const [near, far] = [await open(redis, prefix), await open(redis, prefix)]
    await far.increment('hits', { by: 10, ttlMs: 60_000 })
    expect(await near.increment('hits', { ttlMs: 60_000 })).toBe(11)

    const counted = near.increment('hits', { ttlMs: 60_000 })
    await new Promise((resolve) => setImmediate(resolve))
    const until = performance.now() + 1000
    while (performance.now() < until);

    expect(await counted).toBe(12)
  })

  test('hears itself meanwhile; who may have missed something is told so, on both sides', async () => {
    const { proxy, near, far } = await twoProcesses()
    const heard: string[] = []
    const missed = { near: 0, far: 0 }
    await near.subscribe(
      'news',
      (message) => heard.push(message),
      () => missed.near++,
    )
    await far.subscribe(
      'news',
      () => undefined,
      () => missed.far++,
    )
    await far.publish('news', 'before')
    await expect.poll(() => heard).toEqual(['before'])

    proxy.cut()
    await near.get('anything')
    await far.publish('news', 'unheard')
    await near.publish('news', 'own')
    await expect.poll(() => heard).toEqual(['before', 'own'])
    expect(missed).toEqual({ near: 0, far: 0 })

    proxy.open()
    await expect.poll(() => missed.near > 0 && missed.far > 0, healed).toBe(true)
    await far.publish('news', 'after')
    await expect.poll(() => heard, healed).toEqual(['before', 'own', 'after'])
  })

  test('notices that what it listens on is dead, though nothing says so', { timeout: 40_000 }, async () => {
    const { proxy, near, far } = await twoProcesses()
    const heard: string[] = []
    let missed = 0
    await near.subscribe(
      'news',
      (message) => heard.push(message),
      () => missed++,
    )
    const before = proxy.connections()
    proxy.silence()
    // A heartbeat every five seconds, and three for its answer: then another connection is tried.
    await expect.poll(() => proxy.connections(), { timeout: 20_000, interval: 50 }).toBeGreaterThan(before + 1)

    proxy.open()
    await expect.poll(() => missed, healed).toBeGreaterThan(0)
    await far.publish('news', 'after')
    await expect.poll(() => heard, healed).toEqual(['after'])
  })

  test('starts all the same, and finds Redis when it comes', async () => {
    const proxy = await startProxy(redis, 'cut')
    onTestFinished(() => proxy.close())
    const prefix = `test:${randomUUID()}:`
    const near = await open(proxy.url, prefix)
    const far = await open(redis, prefix)
    const heard: string[] = []
    await near.subscribe('news', (message) => heard.push(message))
    expect(await near.increment('hits', { ttlMs: 60_000 })).toBe(1)

    proxy.open()
    await expect
      .poll(async () => {
        await far.publish('news', 'hello')
        return heard.length
      }, healed)
      .toBeGreaterThan(0)
  })
})

test.runIf(redis)('a wrong password is told at the start', async () => {
  const wrong = redis.replace('redis://', 'redis://stranger:wrong@')
  await expect(open(wrong, 'test:')).rejects.toMatchObject({ code: 'key_value_refused' })
})

async function twoProcesses() {
  const proxy = await startProxy(redis)
  onTestFinished(() => proxy.close())
  const prefix = `test:${randomUUID()}:`
  return { proxy, near: await open(proxy.url, prefix), far: await open(redis, prefix) }
}

async function open(url: string, prefix: string) {
  const log = createLogger({ level: 'silent' })
  const keyValue = await openRedisKeyValue({ url: `${url}?prefix=${prefix}`, clock: systemClock, log })
  onTestFinished(() => keyValue.close())
  return keyValue
}
