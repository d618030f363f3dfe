// `npm run test:services`: the services' tests once more, on PostgreSQL and the other engines that the environment names, and
// then the plans of every statement that they asked; those of the program; and journeys with programs that others wrote.
// What is missing fails: nothing is skipped.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from '../../../e2e/browser.ts'
import { ensureApache, ensureNginx, ensurePython, ensureRedis } from '../../../e2e/clients/programs.ts'
import { findEngineTests, plansTest } from './engine-tests.ts'
import { exitWithoutEngines } from './needed-engines.ts'
import { ensureOrExit, mostAtOnce, nothingSkipped, runPlaywright, runVitest } from './test-run.ts'

exitWithoutEngines(['KAFKA_JARS', 'ENGINES_COMMAND'])

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
const services = await runVitest('services on the engines', [...mostAtOnce, ...findEngineTests('services')], {
  ...programs,
  STATEMENTS_FOLDER: statements,
})
const plans = await runVitest('the plans of what they asked', [plansTest], {
  ...nothingSkipped,
  PLANNED_FOLDER: statements,
})
rmSync(statements, { recursive: true })
const program = await runVitest('the program on the engines', [...mostAtOnce, ...findEngineTests('program')], programs)
const clients = await runPlaywright('clients', [], programs)
process.exitCode = services && plans && program && clients ? 0 : 1
