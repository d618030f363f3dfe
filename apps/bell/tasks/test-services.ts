// `npm run test:services`: the services' tests once more, on PostgreSQL and the other engines that the environment names, and
// then the plans of every statement that they asked. What is missing fails: nothing is skipped.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureNginx } from '../../../e2e/clients/programs.ts'
import { findEngineTests, plansTest } from './engine-tests.ts'
import { exitWithoutEngines } from './needed-engines.ts'
import { ensureOrExit, mostAtOnce, nothingSkipped, runVitest } from './test-run.ts'

exitWithoutEngines(['KAFKA_JARS', 'ENGINES_COMMAND'])

const statements = mkdtempSync(join(tmpdir(), 'bell-statements-'))
const programs = ensureOrExit(() => ({ NGINX_PROGRAM: ensureNginx(), ...nothingSkipped }))
const services = await runVitest('services on the engines', [...mostAtOnce, ...findEngineTests('services')], {
  ...programs,
  STATEMENTS_FOLDER: statements,
})
const plans = await runVitest('the plans of what they asked', [plansTest], {
  ...nothingSkipped,
  PLANNED_FOLDER: statements,
})
rmSync(statements, { recursive: true })
process.exitCode = services && plans ? 0 : 1
