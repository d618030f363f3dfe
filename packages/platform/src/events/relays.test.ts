import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { sql } from 'kysely'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { systemClock } from '../clock/index.ts'
import { inTransaction, openDatabase, type Db } from '../database/index.ts'
import { testDatabase } from '../test-kit/test-database.ts'
import { testFolder } from '../test-kit/test-folder.ts'
import { createRecorder } from './contract.ts'
import {
  appendOutbox,
  createLogBus,
  eventMigrations,
  onAppended,
  startEvents,
  type BellEvent,
  type EventBus,
  type EventsOptions,
  type EventTables,
} from './index.ts'
import { counted } from './relay-program.ts'

const program = join(import.meta.dirname, 'relay-program.ts')
const numberOf = (event: BellEvent) => (event.data as { n: number }).n

describe.skipIf(!process.env.PG_URL)('several relays on one outbox', () => {
  const given = () => testDatabase<EventTables>(eventMigrations, 'postgres')

  /** Another process's way to the same outbox. */
  async function openAgain(url: string, schema: string) {
    const database = await openDatabase<EventTables>({ url, schema, migrations: eventMigrations })
    onTestFinished(() => database.close())
    return database
  }

  const count = (db: Db<EventTables>, key: string, n: number) =>
    inTransaction(db, (tx) => appendOutbox(tx, counted, { key, data: { n }, at: systemClock.now() }))

  /** A relay whose bus is a list of what it was given. */
  async function startRelaying(db: Db<EventTables>, options: Partial<EventsOptions<EventTables>> = {}) {
    const published: BellEvent[] = []
    const bus: EventBus = {
      publish: async (_topic, events) => void published.push(...events),
      subscribe: async () => ({ close: async () => {} }),
      lag: async () => new Map<string, number>(),
      rewind: async () => 0,
      close: async () => {},
    }
    const log = { warn() {}, error() {} }
    const base = { db, source: 'test', bus, consumers: [], clock: systemClock, log, pollMs: 30 }
    const runtime = await startEvents<EventTables>({ ...base, ...options })
    let closing: Promise<void> | undefined
    const close = () => (closing ??= runtime.close())
    onTestFinished(close)
    return { published, close }
  }

  const untilAllPublished = (db: Db<EventTables>) =>
    vi.waitFor(
      async () => {
        const rows = await db.selectFrom('outbox').select('id').where('publishedAt', 'is', null).limit(1).execute()
        expect(rows).toEqual([])
      },
      { timeout: 30_000, interval: 50 },
    )

  test('they share the work, publish nothing twice, and the others go on for one that leaves', async () => {
    const { db } = await given()
    const leaseMs = 3000
    const relays = [
      await startRelaying(db, { leaseMs }),
      await startRelaying(db, { leaseMs }),
      await startRelaying(db, { leaseMs }),
    ]
    let rounds = 0
    async function produce() {
      await Promise.all(Array.from({ length: 16 }, (_, key) => count(db, `key ${key}`, rounds)))
      rounds++
    }

    while (rounds < 500 && relays.some(({ published }) => published.length === 0)) await produce()
    await relays[0]!.close()
    for (let n = 0; n < 20; n++) await produce()
    await untilAllPublished(db)

    const all = relays.flatMap(({ published }) => published)
    expect(new Set(all.map(({ id }) => id)).size).toBe(16 * rounds)
    expect(all).toHaveLength(16 * rounds)
  })

  test('what a relay had read before its lease ran out, it does not publish when it wakes up', async () => {
    const { url, schema, db } = await given()
    const other = await openAgain(url, schema)
    const hasRead = Promise.withResolvers<void>()
    const wakesUp = Promise.withResolvers<void>()
    let stopped = false
    let awoken = false
    // Stops the relay where SIGSTOP would hit worst: it knows what waits, and has not published it.
    const stopping = other.db.withPlugin({
      transformQuery({ node }) {
        if (stopped) throw new Error('A process that is stopped asks nothing.')
        return node
      },
      async transformResult({ result }) {
        if (!result.rows.some((row) => 'topic' in row) || awoken) return result
        stopped = true
        hasRead.resolve()
        await wakesUp.promise
        return result
      },
    })
    const leaseMs = 600
    const asleep = await startRelaying(stopping, { leaseMs })
    await count(db, 'a', 1)
    await hasRead.promise
    const awake = await startRelaying(db, { leaseMs })
    await count(db, 'a', 2)
    await untilAllPublished(db)

    stopped = false
    awoken = true
    wakesUp.resolve()
    await awake.close()
    await count(db, 'a', 3)
    await untilAllPublished(db)

    expect([awake, asleep].map(({ published }) => published.map(numberOf))).toEqual([[1, 2], [3]])
  })

  test('a commit of one process wakes the relay of another', async () => {
    const { url, schema, db, hints } = await given()
    const other = await openAgain(url, schema)
    const relay = await startRelaying(db, { hints, pollMs: 3_600_000, leaseMs: 3_600_000 })
    onTestFinished(onAppended(other.db, other.hints!.send))
    await vi.waitFor(async () => {
      const { rows } = await sql`select from pg_stat_activity where query like ${`listen "bell_${schema}"`}`.execute(db)
      expect(rows).toHaveLength(1)
    })

    await count(other.db, 'a', 1)

    await vi.waitFor(() => expect(relay.published).toHaveLength(1), 10_000)
  })

  test(
    'processes that are stopped past their lease or killed at any moment neither lose an event nor change the order of a key',
    { timeout: 180_000 },
    async () => {
      const { db, url, schema } = await given()
      const { folder, remove } = await testFolder()
      onTestFinished(remove)
      const file = join(folder, 'log.db')
      const leaseMs = 600
      const running = new Set<ChildProcess>()
      onTestFinished(() => running.forEach((child) => child.kill('SIGKILL')))
      async function startProcess() {
        const child = spawn(process.execPath, [program, url, schema, file, String(leaseMs)], {
          stdio: ['ignore', 'pipe', 'inherit'],
        })
        running.add(child)
        await once(child.stdout, 'data')
      }
      async function kill(child: ChildProcess) {
        running.delete(child)
        const ended = once(child, 'close')
        child.kill('SIGKILL')
        await ended
      }
      await Promise.all([startProcess(), startProcess(), startProcess()])

      let producing = true
      const acknowledged = new Map<string, number>()
      async function produce(key: string) {
        for (let n = 1; producing; n++) {
          await count(db, key, n)
          acknowledged.set(key, n)
        }
      }
      const producers = Array.from({ length: 10 }, (_, n) => produce(`key ${n}`))
      for (let round = 0; round < 12; round++) {
        const one = [...running][Math.floor(Math.random() * running.size)]!
        await wait(Math.random() * 300)
        if (round % 4 === 3) {
          await kill(one)
          await startProcess()
        } else {
          one.kill('SIGSTOP')
          await wait(leaseMs * (1 + Math.random()))
          one.kill('SIGCONT')
        }
      }
      producing = false
      await Promise.all(producers)
      await untilAllPublished(db)
      await Promise.all([...running].map(kill))

      const total = [...acknowledged.values()].reduce((sum, n) => sum + n, 0)
      const bus = createLogBus({ file, partitions: 4 })
      onTestFinished(() => bus.close())
      const recorder = createRecorder()
      const seen = new Set<string>()
      await bus.subscribe({
        group: 'reader',
        topics: [counted.topic],
        async handle(events) {
          for (const { id } of events) seen.add(id)
          recorder.take(events)
        },
      })
      await recorder.until(() => seen.size === total)
      // What comes a second time keeps the place of the first.
      const events = [...new Map(recorder.events.map((event) => [event.id, event])).values()]
      for (const [key, last] of acknowledged)
        expect(events.filter(({ subject }) => subject === key).map(numberOf)).toEqual(
          Array.from({ length: last }, (_, n) => n + 1),
        )
      expect(total).toBeGreaterThan(100)
    },
  )
})
