import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startBell } from '../../../e2e/server.ts'
import { createHttpBrowser } from '../../../bench/http-browser.ts'

const longest = { timeout: 60_000 }
const account = { email: 'ada@example.org', password: 'brass lantern harbour' }

function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'bell-processes-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

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
    await fetch(`${auth}/api/setup`, {
      method: 'POST',
      headers: { origin: auth, 'x-requested-with': 'bell', 'content-type': 'application/json' },
      body: JSON.stringify({ token: new URL(setupAddress!).hash.slice(1), name: 'Ada', ...account }),
    })

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

  bell.process.kill('SIGTERM')
  await vi.waitFor(async () => expect((await fetch(`http://${bell.internal}/health/ready`)).status).toBe(503))
  const answer = await fetch(`${bell.img}/api/site`)

  expect(answer.status).toBe(200)
  expect(answer.headers.get('connection')).toBe('close')
  expect(await ended).toEqual([0, null])
})
