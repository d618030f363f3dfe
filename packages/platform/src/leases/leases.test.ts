import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { inTransaction } from '../database/index.ts'
import { testDatabase, testDialect } from '../test-kit/test-database.ts'
import { withLease } from './lease.ts'
import { hasten } from './lease.queries.ts'
import { leaseMigrations, type LeaseTables } from './lease.tables.ts'
import { stepMigrations, type StepTables } from './paused-program.ts'
import { startSchedules } from './schedules.ts'

const lifeMs = 600
const longest = { timeout: 30_000 }
const never = new AbortController().signal
const due = { done: 3_600_000, failed: 0 }
const quiet = { warn() {}, error() {} }

/** A process that counts to `last`, held before each step until it is told to go on. */
function counter(url: string, schema: string, last: number) {
  const program = join(import.meta.dirname, 'paused-program.ts')
  const child = spawn(process.execPath, [program, url, schema, String(last), String(lifeMs)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const said: string[] = []
  let heard = Promise.withResolvers<void>()
  createInterface({ input: child.stdout }).on('line', (line) => {
    said.push(line)
    heard.resolve()
    heard = Promise.withResolvers()
  })
  return {
    pid: child.pid!,
    said,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    goOn: () => child.stdin.write('\n'),
    ended: once(child, 'exit'),
    async until(line: string) {
      while (!said.includes(line)) await heard.promise
    },
  }
}

describe(`on ${testDialect}`, () => {
  test('a process that is paused past its lease does nothing twice when it continues', longest, async () => {
    const { db, url, schema } = await testDatabase<StepTables>(stepMigrations)
    const first = counter(url, schema, 5)
    await first.until('before 1')
    first.goOn()
    await first.until('before 2')
    first.goOn()
    await first.until('before 3')

    first.kill('SIGSTOP')
    const second = counter(url, schema, 5)
    await second.until('before 3')
    second.goOn()
    await second.until('before 4')
    // Both are in the middle of the same work now, and each believes that it is its own.
    first.goOn()
    first.kill('SIGCONT')
    await first.until('stopped: LeaseLost')
    second.goOn()
    await second.until('before 5')
    second.goOn()
    await Promise.all([first.ended, second.ended])

    const steps = await db.selectFrom('step').selectAll().orderBy('n').execute()
    expect(steps.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5])
    expect(steps.map(({ pid }) => pid)).toEqual([first.pid, first.pid, second.pid, second.pid, second.pid])
  })

  test('a process that is killed leaves its work to the next when its lease is over', longest, async () => {
    const { db, url, schema } = await testDatabase<StepTables>(stepMigrations)
    const first = counter(url, schema, 2)
    await first.until('before 1')
    first.goOn()
    await first.until('before 2')
    first.kill('SIGKILL')

    const second = counter(url, schema, 2)
    await second.until('before 2')
    second.goOn()
    await second.ended

    expect(await db.selectFrom('step').select('n').execute()).toEqual([{ n: 1 }, { n: 2 }])
  })

  test(
    'of many who come at once one does the work, and afterwards nobody until it is due again, or hastened',
    longest,
    async () => {
      const { db } = await testDatabase<LeaseTables>(leaseMigrations)
      let times = 0
      const attempt = (done: number) =>
        withLease(db, { name: 'cleaning', lifeMs, dueInMs: { done, failed: 0 } }, never, async () => void times++)

      await Promise.all(Array.from({ length: 8 }, () => attempt(200)))
      expect(times).toBe(1)
      await vi.waitUntil(() => attempt(3_600_000), { timeout: 5000 })
      expect(times).toBe(2)
      expect(await attempt(0)).toBe(false)

      await hasten(db, 'cleaning')
      expect(await attempt(3_600_000)).toBe(true)
      expect(await attempt(0)).toBe(false)
    },
  )

  test('work that takes longer than a lease keeps it', longest, async () => {
    const { db } = await testDatabase<LeaseTables>(leaseMigrations)
    const begun = Promise.withResolvers<void>()
    const release = Promise.withResolvers<void>()
    const options = { name: 'long', lifeMs, dueInMs: due }
    const working = withLease(db, options, never, async () => {
      begun.resolve()
      await release.promise
      await inTransaction(db, async () => {})
    })
    await begun.promise

    const until = performance.now() + 3 * lifeMs
    while (performance.now() < until) {
      expect(await withLease(db, options, never, async () => {})).toBe(false)
      await wait(lifeMs / 10)
    }
    release.resolve()
    expect(await working).toBe(true)
  })

  test('what fails is due again, and closing waits for what is under way', longest, async () => {
    const { db } = await testDatabase<LeaseTables>(leaseMigrations)
    const calls: string[] = []
    const second = Promise.withResolvers<void>()
    const stop = startSchedules({
      db,
      log: quiet,
      schedules: [
        {
          name: 'fails first',
          everyMs: 20,
          async run(signal) {
            calls.push('begun')
            if (calls.length === 1) throw new Error('not now')
            second.resolve()
            await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))
            calls.push('ended')
          },
        },
      ],
    })
    await second.promise
    await stop()

    expect(calls).toEqual(['begun', 'begun', 'ended'])
  })

  test('closing breaks off what asks for nothing but transactions, and it is due again', longest, async () => {
    const { db } = await testDatabase<LeaseTables>(leaseMigrations)
    const begun = Promise.withResolvers<void>()
    const endless = async () => {
      for (;;) await inTransaction(db, async () => begun.resolve())
    }
    const stop = startSchedules({ db, log: quiet, schedules: [{ name: 'endless', everyMs: 3_600_000, run: endless }] })
    await begun.promise
    await stop()

    expect(await withLease(db, { name: 'endless', lifeMs, dueInMs: due }, never, async () => {})).toBe(true)
  })
})
