import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { randomBytes } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBell, type Bell } from '../e2e/server.ts'

const products = ['auth', 'music', 'img'] as const
export type ProductName = (typeof products)[number]

/** The three products as three processes with a folder each, which share nothing but one secret and their addresses. */
export async function startSeparately(firstPort: number) {
  const folder = mkdtempSync(join(tmpdir(), 'bell-bench-'))
  const config = join(folder, 'config.json')
  writeFileSync(config, JSON.stringify({ secret: randomBytes(32).toString('base64url') }), { mode: 0o600 })
  const running = new Map<ProductName, Bell>()

  async function start(name: ProductName) {
    const settings = ['--services', name, '--config', config]
    const bell = await startBell(firstPort, join(folder, name), settings, firstPort + 3 + products.indexOf(name))
    running.set(name, bell)
    return bell
  }

  const auth = await start('auth')
  await start('music')
  await start('img')
  return {
    auth,
    /** SIGKILL; `start` brings it back. @returns when it is dead */
    async kill(name: ProductName) {
      const { process } = running.get(name)!
      const dead = once(process, 'exit')
      process.kill('SIGKILL')
      await dead
    },
    start,
    async stop() {
      await Promise.all([...running.values()].map((bell) => bell.stop()))
      rmSync(folder, { recursive: true })
    },
  }
}

export function anyProduct() {
  return products[Math.floor(Math.random() * products.length)]!
}
