import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { describe, onTestFinished } from 'vitest'
import { systemClock } from '../clock/index.ts'
import { createLogger } from '../http/index.ts'
import { testKeyValue } from './contract.ts'
import { openRedisKeyValue } from './index.ts'

const url = process.env.REDIS_URL

describe.runIf(url)('on Redis', () => testKeyValue(openStore))

/** A store under a prefix of its own, whose lifetimes a test shortens rather than wait for their end. */
async function openStore() {
  const prefix = `test:${randomUUID()}:`
  const keyValue = await openRedisKeyValue({
    url: `${url}?prefix=${prefix}`,
    clock: systemClock,
    log: createLogger({ level: 'error' }),
  })
  const client = new Redis(url!)
  onTestFinished(async () => {
    await keyValue.close()
    const keys = await client.keys(`${prefix}*`)
    if (keys.length > 0) await client.del(keys)
    client.disconnect()
  })
  async function advance(ms: number) {
    for (const key of await client.keys(`${prefix}*`)) {
      const left = await client.pttl(key)
      if (left > 0) await client.pexpire(key, Math.max(0, left - ms))
    }
  }
  return { keyValue, advance }
}
