// `npm run test:faults`: 200 kills and outages of minutes under load, an hour or so. `npm run test:engines` has a short form.
import { ensureBrowser } from '../../../e2e/browser.ts'
import { exitWithoutEngines } from './needed-engines.ts'
import { runFaults } from './run-faults.ts'
import { ensureOrExit } from './test-run.ts'

exitWithoutEngines(['ELASTICSEARCH_URL'])
const programs = ensureOrExit(() => ({ CHROME_PATH: ensureBrowser() }))
process.exitCode = runFaults('long', programs) ? 0 : 1
