// `npm run test:engines`: the contract suites on real engines, whose addresses the environment gives; the journeys on two
// processes of each role; and a short form of the faults. What is missing fails: nothing is skipped. What else there is on
// engines is `npm run test:services`.
import { ensureBrowser } from '../../../e2e/browser.ts'
import { ensureRedis } from '../../../e2e/clients/programs.ts'
import { findEngineTests } from './engine-tests.ts'
import { exitWithoutEngines } from './needed-engines.ts'
import { runFaults } from './run-faults.ts'
import { ensureOrExit, mostAtOnce, nothingSkipped, runPlaywright, runVitest } from './test-run.ts'

exitWithoutEngines()

const programs = ensureOrExit(() => ({
  CHROME_PATH: ensureBrowser(),
  REDIS_SERVER: ensureRedis(),
  ...nothingSkipped,
}))
const contracts = await runVitest(
  'contracts on the engines',
  [...mostAtOnce, ...findEngineTests('contracts')],
  programs,
)
const journeys = await runPlaywright('distributed', [], { ...programs, BELL_ON_ENGINES: 'yes' })
// Last, since it kills the engines.
const faults = await runFaults('short', programs)
process.exitCode = contracts && journeys && faults ? 0 : 1
