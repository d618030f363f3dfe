import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { enableCompileCache } from 'node:module'
import { root } from './root.ts'

/** Where this is in the environment of tests, one that is skipped fails the run. */
export const nothingSkipped = { NOTHING_SKIPPED: 'yes' }

/**
 * While files wait for engines others work: as many at a time as PostgreSQL's hundred connections carry. They share the
 * cores with each other and the engines: a test may take several times what it takes alone.
 */
export const mostAtOnce = ['--maxWorkers=6', '--testTimeout=60000', '--hookTimeout=60000']

/** Runs Vitest on what the arguments match, all without one. Resolves to whether all passed. */
export const runVitest = (title: string, args: string[], env: Record<string, string> = {}) =>
  run(title, ['node_modules/vitest/vitest.mjs', 'run', ...args], env)

/** Runs one of Playwright's projects (`e2e/playwright.config.ts`). Resolves to whether all passed. */
export const runPlaywright = (
  project: 'journeys' | 'distributed' | 'clients',
  names: string[],
  env: Record<string, string>,
) =>
  run(
    project,
    [
      'node_modules/@playwright/test/cli.js',
      'test',
      '--config=e2e/playwright.config.ts',
      `--project=${project}`,
      ...names,
    ],
    env,
  )

/** What tests need beside Node; where it can neither be found nor installed, one sentence says what to do. */
export function ensureOrExit<Programs>(ensure: () => Programs): Programs {
  try {
    return ensure()
  } catch (error) {
    console.error((error as Error).message)
    process.exit(1)
  }
}

async function run(title: string, args: string[], env: Record<string, string> = {}) {
  console.log(`\n── ${title} ──`)
  // Each test file runs in a process of its own: what they all load is compiled once.
  const { directory } = enableCompileCache()
  const child = spawn(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(directory && { NODE_COMPILE_CACHE: directory }), ...env },
  })
  const begun = performance.now()
  const [code] = (await once(child, 'exit')) as [number | null]
  console.log(`── ${title}: ${((performance.now() - begun) / 60_000).toFixed(1)} min`)
  return code === 0
}
