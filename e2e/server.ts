import { spawn, type ChildProcess } from 'node:child_process'
import { createWriteStream, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as wait } from 'node:timers/promises'

/** What `npx bell` runs. */
export const bellProgram = join(import.meta.dirname, '../apps/bell/src/main.ts')

/** A little longer than it gives itself, so that it can say what went wrong. */
const longestStopMs = 50_000

export interface Bell {
  auth: string
  music: string
  img: string
  /** Where the command line talks to it, `127.0.0.1:…`. */
  internal: string
  /** The address that a first start prints, with the one-time token; undefined once there is an account. */
  setupAddress: string | undefined
  home: string
  /** Where MusicBell keeps its tables, `sqlite:…` or `postgres://…`, and its sound, `file:…` or `s3://…`. */
  stores: { tables: string; sound: string }
  /** Those it was started with; by them the command line talks to it, too. */
  flags: string[]
  process: ChildProcess
  /** SIGKILL for all that answers. @returns what starts it again, with all that it has kept */
  crash: () => Promise<() => Promise<Bell>>
  stop: () => Promise<void>
}

/**
 * The real program as a process of its own, on an empty data folder (or a given one) and ports of its own.
 *
 * @param firstPort three products and the internal listener take this port and the three after it
 * @param folder a data folder that outlives the run; without it, a new one that goes when the program stops
 * @param settings flags beside those that say where it is
 * @param internalPort another one, where several processes share the first three
 */
export async function startBell(
  firstPort: number,
  folder?: string,
  settings: string[] = [],
  internalPort = firstPort + 3,
): Promise<Bell> {
  // The same journeys on two processes of each role, on real engines: `npm run test:engines`.
  if (process.env['BELL_ON_ENGINES'] && folder === undefined) {
    const { startDistributed } = await import('./distributed.ts')
    // Two installations at a time share the connections that a PostgreSQL has.
    return startDistributed(firstPort, ['--database-pool=3', ...settings])
  }
  const home = folder ?? mkdtempSync(join(tmpdir(), 'bell-'))
  const [auth, music, img] = [0, 1, 2].map((n) => `http://localhost:${firstPort + n}`) as [string, string, string]
  const internal = `127.0.0.1:${internalPort}`
  const places = ['--home', home, '--auth-url', auth, '--music-url', music, '--img-url', img]
  const flags = [...places, '--internal-address', internal, '--log-level', 'warn', ...settings]
  const child = spawn(process.execPath, [bellProgram, ...flags], { stdio: ['ignore', 'pipe', 'pipe'] })
  let complaint = ''
  const keepLast = (part: Buffer) => (complaint = (complaint + part.toString()).slice(-2000))
  child.stderr!.on('data', (part: Buffer) => {
    process.stderr.write(part)
    keepLast(part)
  })
  child.stdout!.on('data', keepLast)
  // For whoever looks for the cause of a fault.
  const { BELL_LOGS } = process.env
  if (BELL_LOGS) child.stdout!.pipe(createWriteStream(join(BELL_LOGS, `${internalPort}.log`), { flags: 'a' }))
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  let setupAddress: string | undefined
  let isReady = false
  for await (const line of createInterface({ input: child.stdout! })) {
    setupAddress ??= /http\S+\/setup#\S+/.exec(line)?.[0]
    isReady = line.startsWith('Ready')
    if (isReady) break
  }
  if (!isReady) {
    await exited
    throw new Error(`MusicBell ended with code ${child.exitCode} before it was ready. ${complaint}`)
  }
  child.stdout!.resume()
  async function crash() {
    child.kill('SIGKILL')
    await exited
    return async () => {
      const again = await startBell(firstPort, home, settings, internalPort)
      return { ...again, stop: () => again.stop().then(removeHome) }
    }
  }
  async function stop() {
    const wasRunning = child.kill('SIGTERM')
    const isGone = await Promise.race([exited.then(() => true), wait(longestStopMs, false, { ref: false })])
    if (!isGone) child.kill('SIGKILL')
    await exited
    removeHome()
    if (!isGone) throw new Error(`MusicBell went on for ${longestStopMs / 1000} s after SIGTERM.`)
    if (wasRunning && child.exitCode !== 0) throw new Error(`MusicBell ended with code ${child.exitCode}. ${complaint}`)
  }
  function removeHome() {
    if (!folder) rmSync(home, { recursive: true, force: true })
  }
  const stores = { tables: `sqlite:${join(home, 'music.db')}`, sound: `file:${join(home, 'music')}` }
  return { auth, music, img, internal, setupAddress, home, stores, flags, process: child, crash, stop }
}
