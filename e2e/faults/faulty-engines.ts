import { spawn } from 'node:child_process'
import { setTimeout as wait } from 'node:timers/promises'
import { connect } from 'node:net'
import { once } from 'node:events'

export type Engine = 'pg' | 'redis' | 'kafka' | 'opensearch' | 'elasticsearch' | 's3'

const addresses: Record<Engine, string> = {
  pg: 'PG_URL',
  redis: 'REDIS_URL',
  kafka: 'KAFKA_BROKERS',
  opensearch: 'OPENSEARCH_URL',
  elasticsearch: 'ELASTICSEARCH_URL',
  s3: 'S3_ENDPOINT',
}

const mostStarts = 5

/** What an installation is on that is not told to search by Elasticsearch. */
export const engines: Engine[] = ['pg', 'redis', 'kafka', 'opensearch', 's3']

/**
 * SIGKILL for an engine, and its return on the same data, by the command that `ENGINES_COMMAND` names
 * (`docker compose -f deploy/compose.engines.yaml` is one).
 */
export const killEngine = (engine: Engine) => run('kill', engine)

/** In good order, as for a restart. */
export const stopEngine = (engine: Engine) => run('stop', engine)

/** Resolves when it listens again; that it answers may take longer. */
export async function startEngine(engine: Engine) {
  await untilUp(engine, () => run('start', engine))
  const address = process.env[addresses[engine]]!
  const { hostname, port } = new URL(address.includes('://') ? address : `kafka://${address}`)
  for (const end = performance.now() + 120_000; !(await listens(hostname, Number(port))); await wait(100)) {
    if (performance.now() > end) throw new Error(`${engine} was started and does not listen at ${address}.`)
  }
}

/** As a supervisor does: what did not come up, on a busy machine or while what it needs is away, is started again. */
export async function untilUp(name: string, start: () => Promise<void>) {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start()
    } catch (error) {
      if (attempt === mostStarts) throw error
      console.log(`${name} did not come up: ${(error as Error).message}`)
    }
  }
}

async function run(action: 'kill' | 'stop' | 'start', engine: Engine) {
  const command = `${process.env['ENGINES_COMMAND']} ${action} ${engine}`
  const child = spawn(command, { shell: true, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  child.stderr.on('data', (part: Buffer) => (said += part.toString()))
  const [code] = (await once(child, 'exit')) as [number | null]
  if (code !== 0) throw new Error(`"${command}" ended with ${code}: ${said.slice(-1000)}`)
}

async function listens(host: string, port: number) {
  const socket = connect({ host, port })
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}
