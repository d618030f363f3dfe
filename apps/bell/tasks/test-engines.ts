// `npm run test:engines`: what reaches an engine (contract suites, services) on real ones, whose addresses the
// environment gives; the journeys on two processes of each role; what needs programs that others wrote; and a short form of
// the faults. What is missing fails: nothing is skipped.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from '../../../e2e/browser.ts'
import { ensureApache, ensureNginx, ensurePython, ensureRedis } from '../../../e2e/clients/programs.ts'
import { findEngineTests } from './engine-tests.ts'
import { exitWithoutEngines } from './needed-engines.ts'
import { runFaults } from './run-faults.ts'
import { ensureOrExit, runPlaywright, runVitest } from './test-run.ts'

exitWithoutEngines()

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
const journeys = runPlaywright('distributed', [], { ...programs, BELL_ON_ENGINES: 'yes' })
const clients = runPlaywright('clients', [], programs)
// Last, since it kills the engines. A busy machine may miss a deadline once; what fails twice is broken.
const faults = runFaults('short', programs) || (Boolean(process.env['CI']) && runFaults('short', programs))
process.exitCode = units && plans && journeys && clients && faults ? 0 : 1
