import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startBell, type Bell } from '../../../e2e/server.ts'
import { createHttpBrowser } from '../../../bench/http-browser.ts'

const longest = { timeout: 60_000 }
const account = { email: 'ada@example.org', password: 'brass lantern harbour' }

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'bell-processes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Makes the owner's account. The server has the request, but for the last byte, which `finish` sends. */
async function beginSetup({ auth, setupAddress }: Pick<Bell, 'auth' | 'setupAddress'>) {
  const body = JSON.stringify({ token: new URL(setupAddress!).hash.slice(1), name: 'Ada', ...account })
  const headers = { origin: auth, 'x-requested-with': 'bell', 'content-type': 'application/json' }
  const sending = request(`${auth}/api/setup`, {
    method: 'POST',
    headers: { ...headers, 'content-length': Buffer.byteLength(body), expect: '100-continue' },
  })
  onTestFinished(() => void sending.destroy())
  const answered = once(sending, 'response') as Promise<[IncomingMessage]>
  // It may be broken off before anyone asks for the answer.
  answered.catch(() => undefined)
  await once(sending, 'continue')
  sending.write(body.slice(0, -1))
  return {
    /** @returns the status of the answer */
    async finish() {
      sending.end(body.slice(-1))
      const [answer] = await answered
      return answer.resume().statusCode
    },
  }
}

const healthOf = async ({ internal }: Bell, what: 'ready' | 'serving') =>
  (await fetch(`http://${internal}/health/${what}`)).status

const isStopping = (bell: Bell) => vi.waitFor(async () => expect(await healthOf(bell, 'ready')).toBe(503))

test(
  'products in processes of their own, which share one secret, share one login and one logout',
  longest,
  async () => {
    const folder = temporaryFolder()
    const config = join(folder, 'config.json')
    writeFileSync(config, JSON.stringify({ secret: 'one secret of all three processes'.replaceAll(' ', '-') }))
    const start = async (name: string, internal: number) => {
      const bell = await startBell(21_530, join(folder, name), ['--services', name, '--config', config], internal)
      onTestFinished(bell.stop)
      return bell
    }
    // AuthBell last: nobody needs the others to start.
    const { music, img } = await start('music', 21_533)
    await start('img', 21_534)
    const { auth, setupAddress } = await start('auth', 21_535)
    expect(await (await beginSetup({ auth, setupAddress })).finish()).toBe(201)

    const browser = createHttpBrowser(account)
    await browser.signIn(music)
    await browser.signIn(img)
    const token = await browser.token(music)
    const queue = async () => {
      const answer = await fetch(`${music}/api/queue`, { headers: { authorization: `Bearer ${token}` } })
      return answer.status
    }
    expect(await queue()).toBe(200)
    expect((await browser.post(`${img}/session/logout`)).status).toBe(200)

    await vi.waitFor(async () => expect(await queue()).toBe(401), { timeout: 10_000 })
  },
)

test('a process without web has its health, and no product’s address', longest, async () => {
  const bell = await startBell(21_540, temporaryFolder(), ['--services', 'music', '--roles', 'scheduler,consumer'])
  onTestFinished(bell.stop)

  const ready = await fetch(`http://${bell.internal}/health/ready`)
  expect(ready.status).toBe(200)
  expect(await ready.json()).toMatchObject({ checks: { 'music database': 'ok' } })
  await expect(fetch(`${bell.music}/api/health/live`)).rejects.toThrow('fetch failed')
})

test('told to stop, a process says so first, answers until its time is over, and ends well', longest, async () => {
  const bell = await startBell(21_550, temporaryFolder(), ['--services', 'img', '--drain-seconds', '1'])
  const ended = once(bell.process, 'exit')
  onTestFinished(bell.stop)

  expect(await healthOf(bell, 'serving')).toBe(200)
  bell.process.kill('SIGTERM')
  await isStopping(bell)
  expect(await healthOf(bell, 'serving')).toBe(503)
  const answer = await fetch(`${bell.img}/api/site`)

  expect(answer.status).toBe(200)
  expect(answer.headers.get('connection')).toBe('close')
  expect(await ended).toEqual([0, null])
})

test(
  'told twice, as by who signals a launcher and all that it started, a process stops in order',
  longest,
  async () => {
    const bell = await startBell(21_570, temporaryFolder(), ['--services', 'auth'])
    const ended = once(bell.process, 'exit')
    onTestFinished(bell.stop)
    const underWay = await beginSetup(bell)

    bell.process.kill('SIGTERM')
    await isStopping(bell)
    bell.process.kill('SIGTERM')

    expect(await underWay.finish()).toBe(201)
    expect(await ended).toEqual([0, null])
  },
)

test(
  'Ctrl-C again breaks off what is under way, but for a second, in which it may be the same once more',
  longest,
  async () => {
    const bell = await startBell(21_574, temporaryFolder(), ['--services', 'auth'])
    const ended = once(bell.process, 'exit')
    onTestFinished(bell.stop)
    await beginSetup(bell)

    const pressedAt = performance.now()
    bell.process.kill('SIGINT')
    const pressing = setInterval(() => bell.process.kill('SIGINT'), 200)
    onTestFinished(() => clearInterval(pressing))

    expect(await ended).toEqual([1, null])
    expect(performance.now() - pressedAt).toBeGreaterThanOrEqual(1000)
  },
)

test('time to go on answering is not taken from the time to stop in', longest, async () => {
  vi.stubEnv('NODE_OPTIONS', `--import=${import.meta.resolve('./quick-waits.fixture.ts')}`)
  onTestFinished(() => void vi.unstubAllEnvs())
  const bell = await startBell(21_590, temporaryFolder(), ['--services', 'auth', '--drain-seconds', '60'])
  const ended = once(bell.process, 'exit')
  onTestFinished(bell.stop)

  bell.process.kill('SIGTERM')

  expect(await ended).toEqual([0, null])
})
