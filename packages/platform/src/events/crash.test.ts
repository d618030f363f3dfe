import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { test } from 'vitest'
import { openDatabase } from '../database/index.ts'
import { crashMigrations, type CrashTables } from './crash-program.ts'

const program = join(import.meta.dirname, 'crash-program.ts')
const killsPerLane = 26

function start(folder: string, ...args: string[]) {
  // Most of the time goes into starting: compiled code is kept from the first run, the one that ends by itself.
  const env = { ...process.env, NODE_COMPILE_CACHE: join(folder, 'compiled') }
  return spawn(process.execPath, [program, folder, ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/**
 * Runs the program until it is killed: mostly after some number of acknowledgements, sometimes while it still opens
 * and repairs what the last one left.
 * @returns what it acknowledged
 */
async function runAndKill(folder: string, startMs: number) {
  const began = performance.now()
  const child = start(folder)
  const ended = once(child, 'close')
  const target = Math.floor(Math.random() * 80)
  const reached = Promise.withResolvers<void>()
  let output = ''
  let ready = startMs
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    if (output === '') ready = performance.now() - began
    output += chunk
    if (output.split('\n').length > target + 1) reached.resolve()
  })
  const early = Math.random() < 0.2
  await Promise.race([early ? wait(Math.random() * startMs) : reached.promise, ended])
  await wait(Math.random() * 3)
  if (!child.kill('SIGKILL')) throw new Error(`The program ended by itself: ${String(child.exitCode)}`)
  await ended
  // The last line may have been cut off in the middle.
  const acknowledged = output
    .split('\n')
    .slice(0, -1)
    .filter((line) => line !== 'ready')
  return { acknowledged, startMs: ready }
}

/** Applies what is left. */
async function runToTheEnd(folder: string) {
  const [code] = await once(start(folder, 'drain'), 'close')
  if (code !== 0) throw new Error(`The program ended with ${String(code)}`)
}

async function readEffects(folder: string) {
  const url = `sqlite:${join(folder, 'service.db')}`
  const { db, close } = await openDatabase<CrashTables>({ url, schema: 'test', migrations: crashMigrations })
  const counters = await db.selectFrom('counter').selectAll().execute()
  const effects = await db.selectFrom('effect').selectAll().orderBy('position').execute()
  const deadLetters = await db.selectFrom('deadLetter').select('error').execute()
  await close()
  return { counters, effects, deadLetters }
}

test.concurrent.for([1, 2])(
  'kill -9 at any moment loses no acknowledged event and doubles no effect (lane %i)',
  { timeout: 300_000 },
  async (_, { expect, onTestFinished }) => {
    const folder = await mkdtemp(join(tmpdir(), 'bell-crash-'))
    onTestFinished(() => rm(folder, { recursive: true, force: true }))
    const acknowledged: string[] = []

    await runToTheEnd(folder)
    let startMs = 300
    for (let kill = 0; kill < killsPerLane; kill++) {
      const run = await runAndKill(folder, startMs)
      acknowledged.push(...run.acknowledged)
      startMs = run.startMs
    }
    await runToTheEnd(folder)

    const { counters, effects, deadLetters } = await readEffects(folder)
    expect(deadLetters).toEqual([])
    expect(acknowledged.length).toBeGreaterThan(killsPerLane * 5)
    for (const consumer of ['in-batches', 'one-by-one']) {
      const own = effects.filter((effect) => effect.consumer === consumer)
      const applied = Map.groupBy(own, (effect) => effect.key)
      const lines = new Set(own.map(({ key, n }) => `${key}:${n}`))
      expect(acknowledged.filter((line) => !lines.has(line))).toEqual([])
      // Each key counts 1, 2, 3, … up to its last commit: none is missing, none is twice, none is out of place.
      for (const { key, n } of counters)
        expect(applied.get(key)!.map((effect) => effect.n)).toEqual(Array.from({ length: n }, (__, index) => index + 1))
    }
  },
)
