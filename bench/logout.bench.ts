// Signing out on one product: when the other's open tab is told, and what is left of it when the program, or one of
// three that run a product each, is killed meanwhile. The real program; its pages' part is the event stream.
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { startBell, type Bell } from '../e2e/server.ts'
import { createHttpBrowser } from './http-browser.ts'
import { report } from './report.ts'
import { anyProduct, startSeparately } from './separate-products.ts'

const port = Number(process.env.BENCH_PORT ?? 21_640)
const runs = Number(process.env.BENCH_RUNS ?? 50)
const account = { email: 'ada@example.org', password: 'brass lantern harbour' }
const home = mkdtempSync(join(tmpdir(), 'bell-bench-'))
// A product's limit of logins is 60 a minute and address.
const pauseMs = 1200

let bell = await startBell(port, home)
await makeOwner(bell)
const notices: number[] = []
for (let run = 0; run < runs; run++) {
  const { browser, music } = await signedIn()
  const { told } = await listen(music)
  const from = performance.now()
  const answer = await browser.post(`${bell.img}/session/logout`)
  if (answer.status !== 200) throw new Error(`The sign-out was answered ${answer.status}.`)
  notices.push((await told) - from)
  await wait(pauseMs)
}

const together = await signOutAmidKills(async () => {
  const dead = once(bell.process, 'exit')
  bell.process.kill('SIGKILL')
  await dead
  bell = await startBell(port, home)
})
await bell.stop()
rmSync(home, { recursive: true })

const separate = await startSeparately(port + 10)
bell = separate.auth
await makeOwner(bell)
const apart = await signOutAmidKills(async () => {
  const product = anyProduct()
  await separate.kill(product)
  await separate.start(product)
})
await separate.stop()

const sorted = notices.toSorted((a, b) => a - b)
const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!
report('logout', `Signing out, ${runs} times each`, [
  { measure: 'from the sign-out on ImgBell to the notice in a tab of MusicBell, p50', value: at(0.5), unit: 'ms' },
  { measure: '… p99', value: at(0.99), unit: 'ms', goal: '< 2000' },
  ...lines('killed during the sign-out (SIGKILL)', together, '< 2000'),
  ...lines('three processes, any one of them killed', apart, '< 10000'),
])

function lines(what: string, { acknowledged, lost, denied }: typeof together, goal: string) {
  return [
    { measure: `${what}: acknowledged`, value: acknowledged, unit: `of ${runs}` },
    { measure: '… of these lost at any product', value: lost, unit: '', goal: '0' },
    { measure: '… from ready to refused, slowest', value: Math.max(...denied), unit: 'ms', goal },
  ]
}

/** @param killAndStart resolves when what was killed is ready again */
async function signOutAmidKills(killAndStart: () => Promise<void>) {
  let acknowledged = 0
  let lost = 0
  const denied: number[] = []
  for (let run = 0; run < runs; run++) {
    const { browser, music } = await signedIn()
    const answering = browser.post(`${bell.img}/session/logout`).then(
      ({ status }) => status === 200,
      () => false,
    )
    // Half of them at the very answer, the others at any moment before.
    await (run % 2 === 0 ? answering : wait(Math.random() * 15))
    await killAndStart()
    if (!(await answering)) continue
    acknowledged++
    const from = performance.now()
    // While AuthBell is away a product tells it again after some seconds.
    while ((await status(music)) !== 401 && performance.now() - from < 20_000) await wait(10)
    denied.push(performance.now() - from)
    if ((await status(music)) !== 401) lost++
    for (const product of [bell.music, bell.img]) {
      if ((await browser.post(`${product}/session/refresh`)).status !== 401) lost++
    }
  }
  return { acknowledged, lost, denied }
}
async function makeOwner({ auth, setupAddress }: Bell) {
  const answer = await fetch(`${auth}/api/setup`, {
    method: 'POST',
    headers: { origin: auth, 'x-requested-with': 'bell', 'content-type': 'application/json' },
    body: JSON.stringify({ token: new URL(setupAddress!).hash.slice(1), name: 'Ada', ...account }),
  })
  if (answer.status !== 201) throw new Error(`No owner: ${answer.status}`)
}

async function signedIn() {
  const browser = createHttpBrowser(account)
  await browser.signIn(bell.music)
  await browser.signIn(bell.img)
  return { browser, music: await browser.token(bell.music) }
}

/** Opens MusicBell's event stream; `told` is when it said that the session has ended. */
async function listen(token: string) {
  const response = await fetch(`${bell.music}/api/events`, { headers: { authorization: `Bearer ${token}` } })
  if (response.status !== 200) throw new Error(`No event stream: ${response.status}`)
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  await reader.read()
  return { told: read() }

  async function read(): Promise<number> {
    const { value, done } = await reader.read()
    if (value?.includes('event: session-ended')) return performance.now()
    if (done) throw new Error('The stream ended without a word.')
    return read()
  }
}

async function status(token: string) {
  const answer = await fetch(`${bell.music}/api/queue`, { headers: { authorization: `Bearer ${token}` } })
  await answer.arrayBuffer()
  return answer.status
}
