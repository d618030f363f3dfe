import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startDistributed, type Distributed, type Process } from '../distributed.ts'
import { count, describeLedger } from './count.ts'
import { isLong } from './form.ts'
import { openListener } from './listener.ts'
import { startLoad, type Load } from './load.ts'

// Of two processes of each role one has a clock that is ten minutes off.

const tenMinutes = 600_000
const directions = isLong ? (['ahead', 'behind'] as const) : (['behind'] as const)
const aWhileMs = isLong ? 20_000 : 2000

let bell: Distributed
let load: Load
let listener: Awaited<ReturnType<typeof openListener>>
const folder = mkdtempSync(join(tmpdir(), 'bell-clocks-'))
const fixture = pathToFileURL(join(import.meta.dirname, 'shifted-clock.fixture.ts')).href

beforeAll(async () => {
  bell = await startDistributed(16_100, ['--database-pool=3'])
  load = await startLoad(bell, { seed: 4, pace: 0.3 })
  listener = await openListener(bell, load.guest)
}, 300_000)

afterAll(async () => {
  await listener?.leave()
  await load?.rest()
  await bell?.stop()
  rmSync(folder, { recursive: true })
}, 300_000)

test.for(directions)(
  'a process whose clock is set ten minutes %s ends, waits until it is right, and nobody has noticed',
  { timeout: 300_000 },
  async (direction) => {
    const shift = direction === 'ahead' ? tenMinutes : -tenMinutes
    load.go()
    const stopReading = listener.keepReading(load.ledger)
    const off = [bell.web[0]!, bell.behind[0]!].map((one, n) => withClock(one, `${direction}-${n}`))
    for (const one of off) await one.replace()
    await wait(aWhileMs)

    const setAt = performance.now()
    const ended = off.map(({ process }) => new Promise((resolve) => process.bell.process.once('exit', resolve)))
    for (const one of off) one.set(shift)
    expect(await Promise.all(ended)).toEqual([1, 1])
    const endedAt = performance.now()
    console.log(`${direction}: ended after ${Math.round(endedAt - setAt)} ms`)

    const starting = off.map((one) => one.start())
    const said = { checks: { clock: `is 600 s ${direction === 'ahead' ? 'ahead of' : 'behind'} the database’s` } }
    for (const { process } of off) await expect.poll(() => readiness(process), { timeout: 120_000 }).toMatchObject(said)
    await wait(aWhileMs)

    for (const one of off) one.set(0)
    await Promise.all(starting)
    await wait(aWhileMs)
    await load.rest()
    const read = await stopReading()
    // A report is acknowledged, not that it makes a listen: how long was heard is the time between two requests, by the
    // clocks of the processes that took them. So it is open of a play that was under way while one of these was wrong.
    const untold = load.ledger.plays.filter(({ from, until }) => from < endedAt && until > setAt)
    for (const play of untold) play.listened = 'unknown'
    const found = await count(bell, load)
    const told = `${untold.length} plays were under way while clocks were wrong`
    console.log(`${describeLedger(load)}; drained in ${found.drainedMs} ms; ${told}; a listener read`, read)
    expect(found).toMatchObject({ lost: [], doubled: [], wrong: [] })
  },
)

/** A process that is started with a clock which can be set. */
function withClock(process: Process, name: string) {
  const file = join(folder, name)
  const set = (shift: number) => writeFileSync(file, String(shift))
  set(0)

  /** The program sees its environment as it is when it is started. */
  function start() {
    Object.assign(globalThis.process.env, { NODE_OPTIONS: `--import=${fixture}`, BELL_CLOCK_FILE: file })
    const started = process.start()
    delete globalThis.process.env['NODE_OPTIONS']
    return started
  }

  return {
    process,
    set,
    start,
    async replace() {
      await process.kill()
      await start()
    },
  }
}

async function readiness({ bell: { internal } }: Process) {
  const answer = await fetch(`http://${internal}/health/ready`).catch(() => undefined)
  return answer?.status === 503 ? answer.json() : undefined
}
