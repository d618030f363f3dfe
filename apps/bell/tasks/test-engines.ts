// `npm run test:engines`: the contract suites and the program on real engines, whose addresses the environment gives; the
// journeys on two processes of each role; what needs programs that others wrote; and a short form of the faults. What is
// missing fails: nothing is skipped. The services' own tests are `npm run test:services`.
import { ensureBrowser } from '../../../e2e/browser.ts'
import { ensureApache, ensureNginx, ensurePython, ensureRedis } from '../../../e2e/clients/programs.ts'
import { findEngineTests } from './engine-tests.ts'
import { exitWithoutEngines } from './needed-engines.ts'
import { runFaults } from './run-faults.ts'
import { ensureOrExit, mostAtOnce, nothingSkipped, runPlaywright, runVitest } from './test-run.ts'

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
const contracts = await runVitest(
  'contracts on the engines',
  [...mostAtOnce, ...findEngineTests('contracts')],
  programs,
)
const beside = [
  runPlaywright('distributed', [], { ...programs, BELL_ON_ENGINES: 'yes' }),
  runPlaywright('clients', ['--workers=1'], programs),
]
const journeys = (await Promise.all(beside)).every(Boolean)
// Last, since it kills the engines.
const faults = await runFaults('short', programs)
process.exitCode = contracts && journeys && faults ? 0 : 1
