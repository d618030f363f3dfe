// `npm run test:engines`: what reaches an engine (contract suites, services) on real ones, whose addresses the
// environment gives, and what needs programs that others wrote. What is missing fails: nothing is skipped. Faults are `npm run test:faults`.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from '../../../e2e/browser.ts'
import { ensureApache, ensureNginx, ensurePython, ensureRedis } from '../../../e2e/clients/programs.ts'
import { findEngineTests } from './engine-tests.ts'
import { exitWithoutEngines } from './needed-engines.ts'
import { ensureOrExit, runPlaywright, runVitest } from './test-run.ts'

exitWithoutEngines(['ENGINES_COMMAND'])

const programs = ensureOrExit(() => {
  ensureApache()
  return {
    CHROME_PATH: ensureBrowser(),
    PYTHON_PATH: ensurePython(),
    NGINX_PROGRAM: ensureNginx(),
    REDIS_SERVER: ensureRedis(),
  }
})
const statements = mkdtempSync(join(tmpdir(), 'bell-statements-'))
const recording = { ...programs, STATEMENTS_FOLDER: statements }
const plansTest = 'apps/bell/src/plans.test.ts'
const engineTests = findEngineTests().filter((file) => file !== plansTest)
const units = runVitest('on the engines', engineTests, recording)
const plans = runVitest('the plans of what they asked', [plansTest], { PLANNED_FOLDER: statements })
rmSync(statements, { recursive: true })
const clients = runPlaywright('clients', [], programs)
process.exitCode = units && plans && clients ? 0 : 1
