import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { engineSettings, type SearchEngine } from './engines.ts'
import { startBell, type Bell } from './server.ts'

/** Two processes of each role on real engines, behind the usual three addresses. */
export interface Distributed extends Bell {
  /** What answers HTTP, and what does all else. */
  web: Process[]
  behind: Process[]
}

export interface Process {
  /** What it does, such as `relay,consumer`. */
  roles: string
  bell: Bell
  /** SIGKILL. Resolves when it is gone. */
  kill: () => Promise<void>
  /** Another one like it, in its place. */
  start: () => Promise<void>
  /** Whether it has come to an end that nobody brought about. */
  hasFailed(): boolean
}

const behindRoles = ['relay', 'consumer', 'worker', 'scheduler']

/** Away from the ports of other journeys, and below those that the system gives to connections. */
const behindFrom = 9000

/**
 * @param firstPort the three products; sixteen ports from `behindFrom` after it are used, too
 * @param given flags beside those that say where it is
 * @param o.apart each role in processes of its own; without it, all but `web` are together in two
 * @param o.search OpenSearch unless told
 */
export async function startDistributed(
  firstPort: number,
  given: string[] = [],
  o: { apart?: boolean; search?: SearchEngine } = {},
): Promise<Distributed> {
  const folder = mkdtempSync(join(tmpdir(), 'bell-'))
  const config = join(folder, 'config.json')
  const engines = await engineSettings(o.search)
  writeFileSync(config, JSON.stringify(engines), { mode: 0o600 })
  const stores = { tables: engines.databaseUrl, sound: engines.blobsUrl.replace('?', '/music?') }

  // The servers, too, meet at the addresses that lead to whichever process is there.
  const internal = ['auth', 'music', 'img'].map((name, n) => `--${name}-internal=http://localhost:${firstPort + n}`)
  // They keep nothing there: it need not even be made.
  const settings = [...given, '--config', config, '--home', join(folder, 'nothing'), ...internal]

  /** `bell` has its own addresses, behind those that people see. */
  async function startWeb(port: number): Promise<Bell> {
    const [auth, music, img] = [0, 1, 2].map((n) => `http://127.0.0.1:${port + n}`) as [string, string, string]
    const ports = ['auth', 'music', 'img'].map((name, n) => `--${name}-port=${port + n}`)
    const bell = await startBell(firstPort, folder, [...settings, '--roles=web', ...ports], port + 3)
    return { ...bell, auth, music, img }
  }

  function startBehind(port: number, roles: string) {
    return startBell(firstPort, folder, [...settings, `--roles=${roles}`], port)
  }

  const webPorts = [firstPort + behindFrom, firstPort + behindFrom + 4]
  const behind = (o.apart ? behindRoles : [behindRoles.join()]).flatMap((roles) => [roles, roles])
  const starting = [
    ...webPorts.map((port) => startOne('web', () => startWeb(port))),
    ...behind.map((roles, n) => startOne(roles, () => startBehind(firstPort + behindFrom + 8 + n, roles))),
  ]
  const doors = [0, 1, 2].map((n) =>
    spread(
      firstPort + n,
      webPorts.map((port) => port + n),
    ),
  )

  async function stop() {
    for (const door of doors) door.close()
    const started = await Promise.allSettled(starting)
    await Promise.all(started.flatMap((one) => (one.status === 'fulfilled' ? one.value.bell.stop() : [])))
    rmSync(folder, { recursive: true, force: true })
  }

  const all = await Promise.all(starting).catch(async (error: unknown) => {
    await stop()
    throw error
  })
  const web = all.slice(0, 2)
  async function crash() {
    await Promise.all(web.map((one) => one.kill()))
    return async () => {
      await Promise.all(web.map((one) => one.start()))
      return bell
    }
  }
  const { setupAddress } = web[0]!.bell
  const bell: Distributed = { ...all[2]!.bell, setupAddress, stores, web, behind: all.slice(2), crash, stop }
  return bell
}

async function startOne(roles: string, start: () => Promise<Bell>): Promise<Process> {
  let isKilled = false
  const one = {
    roles,
    bell: await start(),
    async kill() {
      isKilled = true
      const { process } = one.bell
      if (hasEnded(process)) return
      const ended = new Promise((resolve) => process.once('exit', resolve))
      process.kill('SIGKILL')
      await ended
    },
    async start() {
      one.bell = await start()
      isKilled = false
    },
    hasFailed: () => !isKilled && hasEnded(one.bell.process),
  }
  return one
}

const hasEnded = ({ exitCode, signalCode }: Bell['process']) => exitCode !== null || signalCode !== null

/** Gives each connection to the next of these ports; one that nobody listens on is passed over. */
function spread(port: number, to: number[]) {
  let turn = 0
  const server = createServer((client) => {
    const from = turn++
    const attempts = to.map((_, n) => to[(from + n) % to.length]!)
    const next = () => {
      const target = attempts.shift()
      if (target === undefined) return void client.destroy()
      const upstream = connect(target, '127.0.0.1')
      upstream.once('connect', () => connectBoth(client, upstream))
      upstream.once('error', next)
    }
    client.on('error', () => client.destroy())
    next()
  })
  server.listen(port, 'localhost')
  return server
}

function connectBoth(client: Socket, upstream: Socket) {
  upstream.removeAllListeners('error')
  upstream.on('error', () => client.destroy())
  client.pipe(upstream).pipe(client)
  client.once('close', () => upstream.destroy())
  upstream.once('close', () => client.destroy())
}
