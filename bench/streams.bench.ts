// Ten thousand pages listen to one process, each for a person of its own: what one takes of memory, and a word to all of
// them: when the last has it, and how long nobody else is answered meanwhile; what is beyond p99.9 is the collection of
// memory. The pages are bare sockets in another process.
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@bell/platform/clock'
import { createApp, createEventStream, createLogger, createMetricsRegistry } from '@bell/platform/http'
import { createEmbeddedKeyValue } from '@bell/platform/key-value'
import { freePort } from '../packages/platform/src/test-kit/free-port.ts'
import { median } from './median.ts'
import { report } from './report.ts'

const pages = Number(process.env.BENCH_PAGES ?? 10_000)
const rounds = 3

if (process.argv[2] === 'pages') {
  await listen(Number(process.argv[3]))
  process.exit(0)
}

const port = await freePort()
const keyValue = createEmbeddedKeyValue({ clock: systemClock })
const log = createLogger({ level: 'warn' })
const stream = createEventStream({ keyValue, log })
const app = await createApp({
  name: 'music',
  version: '0.0.0',
  origin: `http://127.0.0.1:${port}`,
  hosts: [`127.0.0.1:${port}`],
  family: [],
  trustedProxies: [],
  verify: (id) => ({
    user: { id, name: id, roles: ['listener'], scopes: [], sid: id },
    clientId: 'bell-music',
    issuedAt: 0,
    expiresAt: Date.now() + 3_600_000,
  }),
  log,
  clock: systemClock,
  metrics: createMetricsRegistry({ ofProcess: false }),
})
stream.route(app)
await app.listen({ port, host: '127.0.0.1' })

const listeners = fork(import.meta.filename, ['pages', String(port)])
const hears = async (what: string) => {
  for (;;) {
    const [message] = (await once(listeners, 'message')) as [string]
    if (message === what) return
  }
}
await hears('first')
const before = await memory()
listeners.send('rest')
await hears('open')
const after = await memory()

const loop = monitorEventLoopDelay({ resolution: 1 })
const times: number[] = []
const delays: number[] = []
const held = () => loop.percentile(99.9) / 1e6
for (let round = 0; round <= rounds; round++) {
  const heard = hears('heard')
  loop.reset()
  loop.enable()
  // It tells how late it is from its second look on.
  await wait(500)
  const from = performance.now()
  await stream.tell('everyone', 'tracks', { ids: ['0199a7c2-1111-7000-8000-000000000000'] })
  await heard
  const took = performance.now() - from
  // It has not yet said how late it was at last.
  await wait(20)
  loop.disable()
  // The first is for the compiler.
  if (round === 0) continue
  times.push(took)
  delays.push(held())
}
// The same time with nothing to tell: signs of life, and what the machine does.
loop.reset()
loop.enable()
await wait(500 + median(times))
loop.disable()
const quietDelay = held()
listeners.kill()
await stream.close()
await app.close()
await keyValue.close()
report('streams', `${pages.toLocaleString('en')} pages listen to one process; median of ${rounds}`, [
  { measure: 'memory of one', value: (after - before) / (pages - 1) / 1000, unit: 'kB' },
  { measure: 'a word to all: the last has it after', value: median(times), unit: 'ms' },
  { measure: '… the event loop was held up, at p99.9', value: median(delays), unit: 'ms', goal: '< 5' },
  { measure: '… in as much time with nothing to tell', value: quietDelay, unit: 'ms' },
])

/** Bytes in memory once what can go is gone. */
async function memory() {
  for (let n = 0; n < 3; n++) {
    await wait(500)
    globalThis.gc?.()
  }
  return process.memoryUsage().rss
}

/** The pages: the first one, then the rest; each time all of them have heard a word, they say so. */
async function listen(port: number) {
  let heard = 0
  const open = (n: number) =>
    new Promise<void>((resolve, reject) => {
      const socket = connect({ host: '127.0.0.1', port })
      socket.write(`GET /api/events HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\nauthorization: Bearer page-${n}\r\n\r\n`)
      socket.on('error', reject).setEncoding('latin1')
      socket.on('data', (text: string) => {
        if (text.includes('retry:')) resolve()
        if (!text.includes('event: tracks')) return
        if (++heard === pages) process.send!('heard')
        heard %= pages
      })
    })
  await open(0)
  process.send!('first')
  await once(process, 'message')
  for (let n = 1; n < pages; n += 100) {
    await Promise.all(Array.from({ length: Math.min(100, pages - n) }, (_, m) => open(n + m)))
  }
  process.send!('open')
  await once(process, 'disconnect')
}
