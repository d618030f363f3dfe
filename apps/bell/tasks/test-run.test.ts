import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { root } from './root.ts'
import { nothingSkipped, runVitest } from './test-run.ts'

test('where nothing may be skipped, a test that is fails the run', { timeout: 60_000 }, async () => {
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

  expect(await runVitest('a skipped test', ['--config', config])).toBe(true)
  expect(await runVitest('a skipped test', ['--config', config], nothingSkipped)).toBe(false)
})

test('nor may a journey be skipped there', { timeout: 60_000 }, () => {
  const folder = ownFolder()
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
  const run = (env = {}) =>
    spawnSync(process.execPath, ['node_modules/@playwright/test/cli.js', 'test', `--config=${config}`], {
      cwd: root,
      env: { ...process.env, ...env },
    }).status

  expect(run()).toBe(0)
  expect(run(nothingSkipped)).toBe(1)
})

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
