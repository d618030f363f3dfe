// Sign-ins and refreshes a second at AuthBell, through HTTP, by the whole program held to one core; clients run here, on
// another. On a machine that does other things too that core is shared, so the second figure is what counts: how many in
// a second of processor time that the program used. The expensive steps alone (argon2id, RS256) are measured beside it.
import { execFileSync } from 'node:child_process'
import { createHash, createSign, generateKeyPairSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Agent } from 'node:http'
import { join } from 'node:path'
import { startBell, type Bell } from '../e2e/server.ts'
import { hashPassword, verifyPassword } from '../services/auth/src/accounts/password-hash.ts'
import { createBrowser, submitSignIn } from './http-client.ts'
import { processorSeconds } from './processor-seconds.ts'
import { report } from './report.ts'

const accounts = 32
const clients = 8
const seconds = Number(process.env['BENCH_SECONDS'] ?? 15)
const password = 'a quiet harbour at dawn'

const bell = await startBell(4740)
const agent = new Agent({ keepAlive: true, maxSockets: clients })
const secret = readFileSync(join(bell.home, 'secrets/client-music.secret'), 'utf8').trim()
const client = `Basic ${Buffer.from(`bell-music:${secret}`).toString('base64')}`
const callback = `${bell.music}/session/callback`
try {
  for (let n = 0; n < accounts; n++) await addAccount(bell, n)
  // All threads of the program; one that is begun later follows the one that begins it.
  execFileSync('taskset', ['-apc', '0', String(bell.process.pid)], { stdio: 'ignore' })
  execFileSync('taskset', ['-apc', '1', String(process.pid)], { stdio: 'ignore' })

  // Compiled code is what runs for weeks; a hundred sign-ins are not enough for that.
  await rate(signIn, 10)
  const signIns = await rate(signIn, seconds)
  const chains = await Promise.all(Array.from({ length: clients }, (_, n) => signIn(n)))
  const refreshOne = async (n: number) => void (chains[n] = await refresh(chains[n]!))
  await rate(refreshOne, 2)
  const refreshes = await rate(refreshOne, seconds)

  const phc = await hashPassword(password)
  const argon = await millisecondsOf(() => verifyPassword(phc, password))
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const rsa = await millisecondsOf(() => createSign('sha256').update(phc).sign(privateKey))

  report('sign-in', 'Signing in and refreshing, AuthBell on one core', [
    { measure: 'sign-ins (4 requests each)', value: signIns.rate, unit: '/s', goal: '≥ 30' },
    { measure: '… in a second of processor time', value: signIns.each, unit: '', goal: '≥ 30' },
    { measure: '… p99', value: signIns.p99, unit: 'ms' },
    { measure: '… share of argon2id', value: (argon * signIns.each) / 10, unit: '%' },
    { measure: '… share of signing (2 tokens)', value: (2 * rsa * signIns.each) / 10, unit: '%' },
    { measure: 'refreshes', value: refreshes.rate, unit: '/s', goal: '≥ 360' },
    { measure: '… in a second of processor time', value: refreshes.each, unit: '', goal: '≥ 360' },
    { measure: '… p99', value: refreshes.p99, unit: 'ms' },
    { measure: '… share of signing (2 tokens)', value: (2 * rsa * refreshes.each) / 10, unit: '%' },
    { measure: 'argon2id alone', value: argon, unit: 'ms' },
    { measure: 'an RS256 signature alone', value: rsa, unit: 'ms' },
  ])
} finally {
  agent.destroy()
  await bell.stop()
}

async function addAccount({ home }: Bell, n: number) {
  const key = readFileSync(join(home, 'secrets/command-line.secret'), 'utf8').trim()
  const answer = await fetch('http://127.0.0.1:4743/command', {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify({
      name: 'user add',
      input: { email: `person-${n}@example.org`, name: `Person ${n}`, role: 'listener', password },
    }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}

/** A whole login, as a browser and MusicBell's server do it. @returns the refresh token */
async function signIn(n: number): Promise<string> {
  const browser = createBrowser(agent)
  const verifier = randomBytes(32).toString('base64url')
  const query = new URLSearchParams({
    client_id: 'bell-music',
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid profile email',
    state: 'state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  })
  const begun = await browser('GET', `${bell.auth}/oidc/auth?${query.toString()}`)
  const login = { email: `person-${n % accounts}@example.org`, password }
  const back = await browser('GET', await submitSignIn(browser, bell.auth, begun.location!, login))
  const code = new URL(back.location!).searchParams.get('code')!
  return tokens({ grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier })
}

function refresh(token: string) {
  return tokens({ grant_type: 'refresh_token', refresh_token: token })
}

async function tokens(fields: Record<string, string>) {
  const headers = { authorization: client, 'content-type': 'application/x-www-form-urlencoded' }
  const form = new URLSearchParams(fields).toString()
  const { status, body } = await createBrowser(agent)('POST', `${bell.auth}/oidc/token`, headers, form)
  if (status !== 200) throw new Error(`No tokens: ${status} ${body}`)
  return (JSON.parse(body) as { refresh_token: string }).refresh_token
}

/** As many as `clients` can do one after the other in that time; each is told its own number. */
async function rate(work: (n: number) => Promise<unknown>, forSeconds: number) {
  const times: number[] = []
  const used = processorSeconds(bell.process.pid!)
  const from = performance.now()
  const until = from + forSeconds * 1000
  await Promise.all(
    Array.from({ length: clients }, async (_, n) => {
      while (performance.now() < until) {
        const began = performance.now()
        await work(n)
        times.push(performance.now() - began)
      }
    }),
  )
  const took = (performance.now() - from) / 1000
  const each = times.length / (processorSeconds(bell.process.pid!) - used)
  return { rate: times.length / took, each, p99: times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)]! }
}

/** Processor time of one. */
async function millisecondsOf(work: () => unknown) {
  const rounds = 40
  for (let n = 0; n < 5; n++) await work()
  const before = process.cpuUsage()
  for (let n = 0; n < rounds; n++) await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000 / rounds
}
