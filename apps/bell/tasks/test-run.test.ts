import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from './root.ts'
import { nothingSkipped } from './test-run.ts'

const vitest = 'node_modules/vitest/vitest.mjs'
const playwright = 'node_modules/@playwright/test/cli.js'

test('where nothing may be skipped, a test that is fails the run', { timeout: 60_000 }, () => {
  const folder = ownFolder()
  const test = {
    include: [join(folder, '*.test.ts')],
    reporters: [join(root, 'apps/bell/tasks/vitest-closing-line.ts')],
  }
  const config = write(folder, 'vitest.config.ts', `export default ${JSON.stringify({ test })}`)
  write(
    folder,
    'one.test.ts',
    "import { test } from 'vitest'\ntest('runs', () => {})\ntest.skipIf(true)('not', () => {})",
  )

  expect(statusOf([vitest, 'run', '--config', config])).toBe(0)
  expect(statusOf([vitest, 'run', '--config', config], nothingSkipped)).toBe(1)
})

test('nor may a journey be skipped there', { timeout: 60_000 }, () => {
  const folder = ownFolder()
  // None of ours is left out: the file that is written here skips one, which must be noticed.
  const reporter = [[join(root, 'e2e/closing-line.ts')]]
  const config = write(
    folder,
    'playwright.config.ts',
    `export default ${JSON.stringify({ testDir: folder, outputDir: join(folder, 'output'), reporter })}`,
  )
  write(
    folder,
    'one.spec.ts',
    "import { test } from '@playwright/test'\ntest('runs', () => {})\ntest('not', () => test.skip(true))",
  )

  expect(statusOf([playwright, 'test', `--config=${config}`])).toBe(0)
  expect(statusOf([playwright, 'test', `--config=${config}`], nothingSkipped)).toBe(1)
})

/** What it says is nobody's business: it would look like a run of ours. */
function statusOf(args: string[], env = {}) {
  return spawnSync(process.execPath, args, { cwd: root, env: { ...process.env, ...env } }).status
}

/** Where imports of packages lead to those of the project. */
function ownFolder() {
  const results = join(root, 'e2e/results')
  mkdirSync(results, { recursive: true })
  const folder = mkdtempSync(join(results, 'skipped-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function write(folder: string, name: string, text: string) {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}
