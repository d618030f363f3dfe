// `npm test`: all that needs only Node and a browser. Names given narrow it down: `npm test -- services/music`.
import { spawnSync } from 'node:child_process'
import { ensureBrowser } from '../../../e2e/browser.ts'
import { root } from './root.ts'

const named = process.argv.slice(2)
const journeysOnly = named.length > 0 && named.every((name) => name.startsWith('e2e'))
const unitsOnly = named.length > 0 && !named.some((name) => name.startsWith('e2e'))

let failed = false
if (!journeysOnly) failed = !run('vitest', ['node_modules/vitest/vitest.mjs', 'run', ...named])
if (!unitsOnly) {
  const names = named.map((name) => name.replace(/^e2e\/?/, '')).filter(Boolean)
  const args = [
    'node_modules/@playwright/test/cli.js',
    'test',
    '--config',
    'e2e/playwright.config.ts',
    '--project',
    'journeys',
    ...names,
  ]
  failed = !run('journeys', args, { CHROME_PATH: browserOrExit() }) || failed
}
process.exitCode = failed ? 1 : 0

function run(name: string, args: string[], env: Record<string, string> = {}) {
  console.log(`\n── ${name} ──`)
  return (
    spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0
  )
}

function browserOrExit() {
  try {
    return ensureBrowser()
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}
