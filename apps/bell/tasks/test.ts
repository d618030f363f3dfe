// `npm test`: all that needs only Node and a browser. Names given narrow it down: `npm test -- services/music`.
import { ensureBrowser } from '../../../e2e/browser.ts'
import { ensureOrExit, runPlaywright, runVitest } from './test-run.ts'

const named = process.argv.slice(2)
const journeysOnly = named.length > 0 && named.every((name) => name.startsWith('e2e'))
const unitsOnly = named.length > 0 && !named.some((name) => name.startsWith('e2e'))

let failed = false
if (!journeysOnly) failed = !(await runVitest('vitest', named))
if (!unitsOnly) {
  const names = named.map((name) => name.replace(/^e2e\/?/, '')).filter(Boolean)
  failed = !(await runPlaywright('journeys', names, { CHROME_PATH: ensureOrExit(() => ensureBrowser()) })) || failed
}
process.exitCode = failed ? 1 : 0
