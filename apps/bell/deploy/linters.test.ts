import { spawnSync } from 'node:child_process'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../tasks/root.ts'

const python = process.env['PYTHON_PATH']

test.runIf(python).each([
  ['hadolint', ['deploy/Dockerfile']],
  ['check-jsonschema', ['--builtin-schema', 'vendor.compose-spec', 'deploy/compose.engines.yaml']],
])('%s finds nothing wrong with %j', (program, files) => {
  const { status, stdout } = spawnSync(join(dirname(python!), program), files, { cwd: root, encoding: 'utf8' })
  expect([status, stdout]).toEqual([0, program === 'hadolint' ? '' : 'ok -- validation done\n'])
})
