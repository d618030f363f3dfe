// `npm run test:engines`: the contract suites and the services on real engines, whose addresses the environment gives,
// and sign-in by programs that others wrote. What is missing fails: nothing is skipped.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureBrowser } from '../../../e2e/browser.ts'
import { ensureApache, ensureNginx, ensurePython, ensureRedis } from '../../../e2e/clients/programs.ts'
import { ensureOrExit, runPlaywright, runVitest } from './test-run.ts'

const engines = {
  PG_URL: 'PostgreSQL, as postgres://user:password@host:port/database; the user may make schemas, roles and databases',
  REDIS_URL: 'Redis, as redis://host:port',
  KAFKA_BROKERS: 'Kafka, as host:port on this machine (a test cuts the way to it)',
  S3_ENDPOINT:
    'an S3 server, as http://host:port; with S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, which may make buckets',
  OPENSEARCH_URL: 'OpenSearch, as http://host:port',
  ELASTICSEARCH_URL: 'Elasticsearch, as http://host:port',
}

const missing = Object.entries(engines).filter(([name]) => !process.env[name])
for (const [name, what] of missing) console.error(`${name} is not set: the address of ${what}`)
if (missing.length > 0) process.exit(1)

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
const units = runVitest('on the engines', ['services', 'packages/platform', 'apps/bell/src'], recording)
const plans = runVitest('the plans of what they asked', ['apps/bell/src/plans'], { PLANNED_FOLDER: statements })
rmSync(statements, { recursive: true })
const clients = runPlaywright('clients', [], programs)
process.exitCode = units && plans && clients ? 0 : 1
