// `npm run test:engines`: the contract suites and the services on real engines, whose addresses the environment gives,
// and sign-in by programs that others wrote. What is missing fails: nothing is skipped.
import { spawnSync } from 'node:child_process'
import { ensureBrowser } from '../../../e2e/browser.ts'
import { ensureApache, ensurePython } from '../../../e2e/clients/programs.ts'
import { root } from './root.ts'

const engines = { PG_URL: 'PostgreSQL, as postgres://user:password@host:port/database; the user may create schemas' }

const missing = Object.entries(engines).filter(([name]) => !process.env[name])
for (const [name, what] of missing) console.error(`${name} is not set: the address of ${what}`)
if (missing.length > 0) process.exit(1)

const programs = programsOrExit()
const units = run('on PostgreSQL', ['node_modules/vitest/vitest.mjs', 'run', 'services', 'packages/platform'])
const clients = run(
  'clients',
  ['node_modules/@playwright/test/cli.js', 'test', '--config', 'e2e/playwright.config.ts', '--project', 'clients'],
  programs,
)
process.exitCode = units && clients ? 0 : 1

function run(name: string, args: string[], env: Record<string, string> = {}) {
  console.log(`\n── ${name} ──`)
  return (
    spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit', env: { ...process.env, ...env } }).status === 0
  )
}

function programsOrExit() {
  try {
    return { CHROME_PATH: ensureBrowser(), APACHE_PATH: ensureApache(), PYTHON_PATH: ensurePython() }
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}
