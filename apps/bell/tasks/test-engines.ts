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
import { ensureOrExit, nothingSkipped, runPlaywright, runVitest } from './test-run.ts'

exitWithoutEngines()

const programs = ensureOrExit(() => {
  ensureApache()
  return {
    CHROME_PATH: ensureBrowser(),
    PYTHON_PATH: ensurePython(),
    NGINX_PROGRAM: ensureNginx(),
    REDIS_SERVER: ensureRedis(),
    ...nothingSkipped,
  }
})
const statements = mkdtempSync(join(tmpdir(), 'bell-statements-'))
const recording = { ...programs, STATEMENTS_FOLDER: statements }
const plansTest = 'apps/bell/src/plans.test.ts'
const engineTests = findEngineTests().filter((file) => file !== plansTest)
// While files wait for engines others work: as many at a time as PostgreSQL's hundred connections carry.
const units = await runVitest('on the engines', ['--maxWorkers=6', ...engineTests], recording)
const beside = [
  runPlaywright('distributed', [], { ...programs, BELL_ON_ENGINES: 'yes' }),
  runVitest('the plans of what they asked', [plansTest], { ...nothingSkipped, PLANNED_FOLDER: statements }),
]
const journeys = (await Promise.all(beside)).every(Boolean)
rmSync(statements, { recursive: true })
// Last, since it kills the engines. Never again where it failed: what is lost once in two runs is lost.
const faults = await runFaults('short', programs, () => runPlaywright('clients', ['--workers=1'], programs))
process.exitCode = units && journeys && faults ? 0 : 1
