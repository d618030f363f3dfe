// A key rotation, and then a withdrawal of all keys, under a steady load of verified requests at MusicBell: how many are
// refused (401). The times of a rotation are shortened; everything else is the program as it is.
import { mkdtempSync, rmSync } from 'node:fs'
import { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { addUser, listSigningKeys, rotateSigningKey } from '@bell/auth'
import { createLogger } from '@bell/platform/http'
import { compose } from '../apps/bell/src/compose.ts'
import { readConfig } from '../apps/bell/src/config.ts'
import { createBrowser, fromPage, submitSignIn, type Browser } from './http-client.ts'
import { report } from './report.ts'

// From one address, so that the limit of refreshes a minute is kept.
const people = 12
const requestsEachSecond = 200
/** Far more often than pages do, so that no token is older than the shortened life of its key. */
const refreshEveryMs = 10_000
const shortened = { publishAheadMs: 15_000, keepMs: 20_000 }
const password = 'a quiet harbour at dawn'

const home = mkdtempSync(join(tmpdir(), 'bell-rotation-'))
const [auth, music, img] = [0, 1, 2].map((n) => `http://localhost:${4750 + n}`) as [string, string, string]
const config = readConfig(['--home', home, '--auth-url', auth, '--music-url', music, '--img-url', img])
const bell = await compose(config, createLogger({ level: 'error' }))
Object.assign(bell.auth!.keyTimes, shortened)
for (const { name, app } of bell.products) await app!.listen({ host: config.host, port: config.places[name].port })
const agent = new Agent({ keepAlive: true })

interface Listener {
  browser: Browser
  accessToken: string
  refreshing?: Promise<boolean> | undefined
}
const listeners: Listener[] = []
for (let n = 0; n < people; n++) listeners.push(await signIn(n))

const counts = { asked: 0, refused: 0, refusedAgain: 0, otherwise: 0, refreshed: 0, notRefreshed: 0 }
let signedBy = new Map<string, number>()
const times: number[] = []
let refusedAt = 0
const stopping = new AbortController()
const load = Promise.all([askSteadily(), ...listeners.map(refreshSteadily)])

// Steady, then through every state of the rotation, and a while longer.
await wait(6_000)
const [old] = await listSigningKeys(bell.auth!)
await rotateSigningKey(bell.auth!, false)
const states: string[] = []
while (states.at(-1) !== 'gone') {
  const state = (await listSigningKeys(bell.auth!)).find(({ kid }) => kid === old!.kid)!.state
  if (state !== states.at(-1)) states.push(state)
  await wait(100)
}
await wait(6_000)
const rotation = {
  ...counts,
  keys: signedBy.size,
  p99: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]!,
}

// All keys taken back at once: every token in hand is dead, and each listener has to get a new one by itself.
for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] = 0
signedBy = new Map()
const withdrawnAt = performance.now()
await rotateSigningKey(bell.auth!, true)
const lastRefusal = await untilQuiet()
stopping.abort()
await load
agent.destroy()
await bell.close()
rmSync(home, { recursive: true })

report('rotation', `${requestsEachSecond} requests a second of ${people} people while keys change`, [
  { measure: `requests while a key went ${states.join(' → ')}`, value: rotation.asked, unit: '' },
  { measure: '… refused (401)', value: rotation.refused, unit: '', goal: '0' },
  { measure: '… answered otherwise than 200', value: rotation.otherwise, unit: '', goal: '0' },
  { measure: '… p99', value: rotation.p99, unit: 'ms' },
  { measure: '… tokens got meanwhile', value: rotation.refreshed, unit: `of ${rotation.keys} keys` },
  { measure: '… refreshes that failed', value: rotation.notRefreshed, unit: '', goal: '0' },
  { measure: 'all keys withdrawn: last old token refused after', value: lastRefusal, unit: 'ms' },
  { measure: '… requests refused, and repeated with a new token', value: counts.refused, unit: '' },
  { measure: '… of these refused again', value: counts.refusedAgain, unit: '', goal: '0' },
  { measure: '… sessions lost', value: counts.notRefreshed, unit: '', goal: '0' },
])
const wrong = rotation.refused + rotation.otherwise + rotation.notRefreshed + counts.refusedAgain + counts.notRefreshed
if (wrong > 0) process.exitCode = 1

async function signIn(n: number): Promise<Listener> {
  const login = { email: `person-${n}@example.org`, password }
  await addUser(bell.auth!, { ...login, name: `Person ${n}`, role: 'listener' })
  const browser = createBrowser(agent)
  const begun = await browser('GET', `${music}/session/login`)
  const page = await browser('GET', begun.location!)
  const back = await browser('GET', await submitSignIn(browser, auth, page.location!, login))
  await browser('GET', back.location!)
  const listener = { browser, accessToken: '' }
  if (!(await refresh(listener))) throw new Error('No session came of the login.')
  return listener
}

/** One refresh at a time, as the tabs of a browser do it. */
function refresh(listener: Listener): Promise<boolean> {
  listener.refreshing ??= refreshNow(listener).finally(() => (listener.refreshing = undefined))
  return listener.refreshing
}

async function refreshNow(listener: Listener) {
  const { status, body } = await listener.browser('POST', `${music}/session/refresh`, fromPage(music))
  if (status !== 200) return false
  listener.accessToken = (JSON.parse(body) as { accessToken: string }).accessToken
  return true
}

/** Each listener is a page that gets a new token now and then, all at times of their own. */
async function refreshSteadily(listener: Listener, n: number) {
  await wait(((n + 1) / people) * refreshEveryMs)
  while (!stopping.signal.aborted) {
    if (await refresh(listener)) {
      counts.refreshed++
      const { kid } = JSON.parse(Buffer.from(listener.accessToken.split('.')[0]!, 'base64url').toString()) as {
        kid: string
      }
      signedBy.set(kid, (signedBy.get(kid) ?? 0) + 1)
    } else counts.notRefreshed++
    await wait(refreshEveryMs, undefined, { signal: stopping.signal }).catch(() => undefined)
  }
}

/** So many requests each second, whether or not the earlier ones are answered. */
async function askSteadily() {
  const under = new Set<Promise<void>>()
  const from = performance.now()
  for (let n = 0; !stopping.signal.aborted; n++) {
    const early = from + (n * 1000) / requestsEachSecond - performance.now()
    if (early > 0) await wait(early)
    const one = ask(listeners[n % people]!).finally(() => under.delete(one))
    under.add(one)
  }
  await Promise.all(under)
}

/** A request; refused, it is repeated once with a new token, as pages do. */
async function ask(listener: Listener) {
  const from = performance.now()
  const status = await request(listener)
  times.push(performance.now() - from)
  counts.asked++
  if (status === 401) {
    counts.refused++
    refusedAt = performance.now()
    await refresh(listener)
    if ((await request(listener)) !== 200) counts.refusedAgain++
  } else if (status !== 200) counts.otherwise++
}

async function request({ browser, accessToken }: Listener) {
  const headers = { authorization: `Bearer ${accessToken}` }
  return (await browser('GET', `${music}/api/queue`, headers)).status
}

/** Waits until nothing has been refused for a while. @returns how long after the withdrawal the last refusal was, in ms */
async function untilQuiet() {
  refusedAt = withdrawnAt
  await wait(1_000)
  while (performance.now() - refusedAt < 2 * refreshEveryMs) await wait(100)
  return refusedAt - withdrawnAt
}
