// The whole program: how soon it is ready, and what it holds in memory when nobody asks anything.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBell } from '../e2e/server.ts'
import { report } from './report.ts'

const runs = 5
const home = mkdtempSync(join(tmpdir(), 'bell-bench-'))

const ready: number[] = []
const memory: number[] = []
for (let run = 0; run <= runs; run++) {
  const from = performance.now()
  const bell = await startBell(4700, home)
  // The first start migrates and fills the compile cache.
  if (run > 0) ready.push((performance.now() - from) / 1000)
  if (run === runs) {
    await settle()
    memory.push(residentMegabytes(bell.process.pid!))
  }
  await bell.stop()
}
rmSync(home, { recursive: true })

const steps: [string, string][] = [
  ['Node alone', ''],
  ['+ HTTP kit (Fastify, zod, pino)', `await import('@bell/platform/http')`],
  ['+ AuthBell (oidc-provider, jose)', `await import('@bell/auth')`],
  ['+ ImgBell (sharp is loaded when first needed)', `await import('@bell/img')`],
  ['+ MusicBell (tus, music-metadata)', `await import('@bell/music')`],
]
const modules: Record<string, number> = {}
let imports = ''
for (const [name, statement] of steps) {
  imports += `${statement};`
  modules[name] = await residentAfter(imports)
}

report('start', 'Starting, and memory when idle', [
  {
    measure: 'second start to ready, median',
    value: ready.toSorted((a, b) => a - b)[Math.floor(runs / 2)]!,
    unit: 's',
    goal: '< 3',
  },
  { measure: 'resident, all three products idle', value: memory[0]!, unit: 'MB', goal: '< 200' },
  ...Object.entries(modules).map(([name, value]) => ({ measure: `resident: ${name}`, value, unit: 'MB' })),
])

function residentMegabytes(pid: number) {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]
  return Number(kilobytes) / 1024
}

/** Modules alone, in a process that does nothing else. */
function residentAfter(code: string) {
  const program = `${code} console.log(process.memoryUsage.rss() / 1024 / 1024)`
  const child = spawn(process.execPath, ['--input-type=module', '-e', program], {
    cwd: join(import.meta.dirname, '../apps/bell'),
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  return new Promise<number>((resolve) => {
    let text = ''
    child.stdout.on('data', (chunk) => (text += chunk))
    child.on('exit', () => resolve(Number(text.trim().split('\n').at(-1))))
  })
}

// Garbage of the start is collected when there is some idle time.
function settle() {
  return new Promise((resolve) => setTimeout(resolve, 10_000))
}
