import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addUser } from '@bell/auth'
import { createLogger } from '@bell/platform/http'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { createHttpBrowser } from '../../../bench/http-browser.ts'
import { startProxy } from '../../../packages/platform/src/key-value/redis-proxy.fixture.ts'
import { compose } from './compose.ts'
import { readConfig } from './config.ts'

// Two processes of every product on one PostgreSQL and one Redis, which comes and goes.

const { PG_URL, REDIS_URL } = process.env
const password = 'a quiet harbour'
const origins = { auth: 'http://localhost:21560', music: 'http://localhost:21561', img: 'http://localhost:21562' }
/** MusicBell where the second process listens; a balancer would send some requests here. */
const second = 'http://127.0.0.1:21564'

type Composition = Awaited<ReturnType<typeof compose>>

describe.runIf(PG_URL && REDIS_URL)('of two processes', () => {
  const database = `bell_${randomUUID().replaceAll('-', '')}`
  const home = mkdtempSync(join(tmpdir(), 'bell-two-'))
  let processes: Composition[] = []
  let redis: Awaited<ReturnType<typeof startProxy>>

  beforeAll(async () => {
    await onServer(`create database ${database}`)
    redis = await startProxy(REDIS_URL!)
    processes = [
      await start('first', redis.url, {}),
      await start('second', redis.url, { auth: 21563, music: 21564, img: 21565 }),
    ]
    for (const name of ['Mina', 'Joon', 'Yuki'])
      await addUser(processes[0]!.auth!, { email: `${name}@example.org`, name, password, role: 'listener' })
  }, 60_000)

  afterAll(async () => {
    for (const one of processes) await one.close()
    redis.close()
    await onServer(`drop database ${database} with (force)`)
    rmSync(home, { recursive: true })
  })

  async function start(name: string, redisUrl: string, ports: Record<string, number>) {
    const database_ = new URL(PG_URL!)
    database_.pathname = `/${database}`
    const flags = {
      home: join(home, name),
      secret: 'the-same-secret-in-all-processes-of-this-test',
      'database-url': database_.href,
      'database-pool': '4',
      'key-value-url': `${redisUrl}?prefix=${database}:`,
      ...Object.fromEntries(Object.entries(origins).map(([product, origin]) => [`${product}-url`, origin])),
      ...Object.fromEntries(Object.entries(ports).map(([product, port]) => [`${product}-port`, String(port)])),
    }
    const config = readConfig(Object.entries(flags).flatMap(([flag, value]) => [`--${flag}`, value]))
    const composition = await compose(config, createLogger({ level: 'silent' }))
    for (const product of composition.products)
      await product.app!.listen({ host: 'localhost', port: config.places[product.name].port })
    return composition
  }

  test('what one does is heard by a tab on the other', async () => {
    const mina = await signIn('Mina')
    const tab = await openTab(mina.token)
    await mina.shuffle(true)
    expect(await tab.heard('queue')).toContain('"revision"')
  })

  test(
    'who signs out on one is signed out on the other, whether there is a Redis or not',
    { timeout: 60_000 },
    async () => {
      for (const state of ['open', 'cut'] as const) {
        redis[state]()
        const joon = await signIn('Joon')
        const tab = await openTab(joon.token)
        expect(await joon.reads(second)).toBe(200)

        await joon.signOut()
        const signedOutAt = performance.now()
        await expect.poll(() => joon.reads(second), { timeout: 5000, interval: 20 }).toBe(401)
        // Read from the database each second; the rest is what a busy machine may add.
        expect(performance.now() - signedOutAt, `with Redis ${state}`).toBeLessThan(2000)
        await tab.heard('session-ended')
      }
    },
  )

  test(
    'without Redis people sign in and listen, guesses are limited, and no answer is an error',
    { timeout: 60_000 },
    async () => {
      redis.cut()
      const yuki = await signIn('Yuki')
      const tab = await openTab(yuki.token)
      expect(await yuki.reads(origins.music)).toBe(200)
      expect(await yuki.reads(second)).toBe(200)
      expect(await yuki.shuffle(true)).toBe(200)

      // 30 in ten minutes, which may end meanwhile.
      const answers = await Promise.all(Array.from({ length: 80 }, guessSetupToken))
      expect(answers.filter((status) => status === 429).length).toBeGreaterThanOrEqual(20)
      expect(answers.filter((status) => status >= 500 || status < 400)).toEqual([])

      redis.open()
      // What it did not hear is read afresh; what comes is heard again.
      await tab.heard('connected')
      await expect
        .poll(
          async () => {
            await yuki.shuffle(false)
            return tab.hasHeard('queue')
          },
          { timeout: 15_000, interval: 100 },
        )
        .toBe(true)
    },
  )
})

async function signIn(name: string) {
  const browser = createHttpBrowser({ email: `${name}@example.org`, password })
  await browser.signIn(origins.music)
  const token = await browser.token(origins.music)
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  return {
    token,
    reads: async (place: string) => (await fetch(`${place}/api/queue`, { headers })).status,
    /** On the first process. */
    async shuffle(shuffle: boolean) {
      const { revision } = (await (await fetch(`${origins.music}/api/queue`, { headers })).json()) as {
        revision: number
      }
      const body = JSON.stringify({ revision, operations: [{ op: 'mode', shuffle }] })
      return (await fetch(`${origins.music}/api/queue/operations`, { method: 'POST', headers, body })).status
    },
    /** On the first process. */
    async signOut() {
      expect((await browser.post(`${origins.music}/session/logout`)).status).toBe(200)
    },
  }
}

async function guessSetupToken() {
  const headers = { origin: origins.auth, 'x-requested-with': 'bell', 'content-type': 'application/json' }
  const body = JSON.stringify({ email: 'eve@example.org', name: 'Eve', password: 'an open window', token: 'guess' })
  return (await fetch(`${origins.auth}/api/setup`, { method: 'POST', headers, body })).status
}

/** An event stream from the second process. */
async function openTab(token: string) {
  const ending = new AbortController()
  onTestFinished(() => ending.abort())
  const response = await fetch(`${second}/api/events`, {
    headers: { authorization: `Bearer ${token}` },
    signal: ending.signal,
  })
  let text = ''
  const reading = (async () => {
    for await (const part of response.body!) text += Buffer.from(part).toString()
  })()
  reading.catch(() => undefined)
  const hasHeard = (event: string) => text.includes(`event: ${event}\n`)
  return {
    hasHeard,
    async heard(event: string) {
      await expect.poll(() => hasHeard(event), { timeout: 15_000, interval: 20 }).toBe(true)
      return text
    },
  }
}

async function onServer(command: string) {
  const client = new pg.Client(PG_URL)
  await client.connect()
  await client.query(command)
  await client.end()
}
