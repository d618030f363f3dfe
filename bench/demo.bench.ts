// The demonstration catalogue by the whole program: from an empty folder until it is there, and the memory that takes.
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { report } from './report.ts'

const home = mkdtempSync(join(tmpdir(), 'bell-bench-'))
const addresses = ['auth', 'music', 'img'].flatMap((name, n) => [`--${name}-url`, `http://localhost:${5890 + n}`])
const flags = ['--home', home, ...addresses, '--internal-address', '127.0.0.1:5893', '--log-level', 'error', '--demo']
const child = spawn(process.execPath, [join(import.meta.dirname, '../apps/bell/src/main.ts'), ...flags], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
let from = 0
let seconds = 0
let complete = 0
for await (const line of createInterface({ input: child.stdout })) {
  if (line.startsWith('Composing')) from = performance.now()
  if (!line.startsWith('The demonstration catalogue is')) continue
  seconds = (performance.now() - from) / 1000
  complete = line.includes('is there') ? 1 : 0
  break
}
const peakMegabytes = Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))![1]) / 1024
child.kill('SIGTERM')
await new Promise((resolve) => child.once('exit', resolve))
rmSync(home, { recursive: true })

report('demo', 'Making the demonstration catalogue', [
  { measure: 'from nothing until it is there', value: seconds, unit: 's', goal: '< 60' },
  { measure: 'complete (1) or not (0)', value: complete, unit: '' },
  { measure: 'resident at most, with all three products', value: peakMegabytes, unit: 'MB' },
])
