import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createHttpBrowser } from '../../bench/http-browser.ts'
import { startDistributed, type Distributed } from '../distributed.ts'
import { count, describeLedger } from './count.ts'
import { killEngine, startEngine, stopEngine, type Engine } from './faulty-engines.ts'
import { isLong } from './form.ts'
import { stoodStill } from './ledger.ts'
import { openListener } from './listener.ts'
import { startLoad, type Load } from './load.ts'

const awayMs = isLong ? 300_000 : 6000
/** So long Redis is away: what it does nobody waits for. */
const shortlyMs = isLong ? 10_000 : 5000
const timeout = awayMs + 900_000

let bell: Distributed
let load: Load
let listener: Awaited<ReturnType<typeof openListener>>

beforeAll(async () => {
  // The other files kill and meet OpenSearch.
  bell = await startDistributed(23_100, [], { apart: isLong, search: 'elasticsearch' })
  load = await startLoad(bell, { seed: 1 })
  listener = await openListener(bell, load.guest)
}, 300_000)
afterAll(async () => {
  await listener?.leave()
  await load?.rest()
  await bell?.stop()
}, 300_000)

/** Meanwhile somebody signs in by the page. */
const awayWith = async (ms = awayMs) => {
  await createHttpBrowser(load.accounts[1]!).signIn(bell.music)
  await wait(ms)
}

async function expectAllThere() {
  await load.rest()
  const found = await count(bell, load)
  console.log(`${describeLedger(load)}; drained in ${found.drainedMs} ms`, found)
  load.go()
  expect(found).toMatchObject({ lost: [], doubled: [], wrong: [] })
}

/** It comes back, whatever happens meanwhile: the next test needs it. */
async function without(engine: Engine, leave: typeof killEngine, meanwhile: () => Promise<void>) {
  await leave(engine)
  await meanwhile().finally(() => startEngine(engine))
}

test('while Kafka is away all goes on, and what happened meanwhile is told after it', { timeout }, async () => {
  await without('kafka', killEngine, async () => {
    expect(await stoodStill(load.ledger, () => awayWith())).toEqual([])
    await listener.open('/library')
    await listener.seesSongs()
  })

  await expectAllThere()
})

test('while Elasticsearch is away all goes on but searching, which says so', { timeout }, async () => {
  await without('elasticsearch', killEngine, async () => {
    const asked = await load.clients[0]!.ask('GET', '/api/search?q=Song1')
    expect(asked).toMatchObject({ status: 503, body: { code: 'search_unavailable' } })
    await listener.open('/search?q=song')
    await listener.readsThatSearchIsAway()
    expect(await stoodStill(load.ledger, () => awayWith(), ['searches'])).toEqual(['searches'])
  })

  await listener.seesSongs()
  await expectAllThere()
})

test('a restart of PostgreSQL is waited for', { timeout }, async () => {
  await without('pg', stopEngine, async () => {
    const asked = await load.clients[0]!.ask('GET', '/api/tracks')
    expect(asked).toMatchObject({ status: 503, body: { code: expect.any(String) } })
    await listener.open('/library')
    await listener.readsThatServerIsAway()
  })

  await listener.seesSongs()
  await expectAllThere()
})

test(
  'while Redis is away all goes on, and one that comes back without its memory takes nothing along',
  { timeout },
  async () => {
    await forgetAll(new URL(process.env['REDIS_URL']!))
    await without('redis', killEngine, async () => {
      expect(await stoodStill(load.ledger, () => awayWith(shortlyMs))).toEqual([])
      await listener.open('/library')
      await listener.seesSongs()
    })

    expect(await stoodStill(load.ledger, () => wait(shortlyMs))).toEqual([])
    await expectAllThere()
  },
)

/** Redis takes commands as lines, too (https://redis.io/docs/latest/develop/reference/protocol-spec, inline commands). */
async function forgetAll({ hostname, port, password }: URL) {
  const socket = connect(Number(port || 6379), hostname)
  socket.write(`${password && `AUTH ${password}\r\n`}FLUSHALL\r\nQUIT\r\n`)
  socket.resume()
  await once(socket, 'close')
}
