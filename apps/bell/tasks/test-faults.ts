// `npm run test:faults`: 200 kills and outages of minutes under load, an hour or so; `npm run test:faults -- short` takes minutes.
import { ensureBrowser } from '../../../e2e/browser.ts'
import { exitWithoutEngines } from './needed-engines.ts'
import { runFaults } from './run-faults.ts'
import { ensureOrExit } from './test-run.ts'

exitWithoutEngines(['KAFKA_JARS'])
const programs = ensureOrExit(() => ({ CHROME_PATH: ensureBrowser() }))
process.exitCode = (await runFaults(process.argv[2] === 'short' ? 'short' : 'long', programs)) ? 0 : 1
