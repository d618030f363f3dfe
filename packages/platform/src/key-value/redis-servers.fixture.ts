import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Redis, type RedisOptions } from 'ioredis'
import { vi } from 'vitest'
import { freePort } from '../test-kit/free-port.ts'
import { writeCertificate } from '../test-kit/write-certificate.ts'

const patience = { timeout: 20_000, interval: 100 }

/**
 * Redis servers of a test's own, of the program that REDIS_SERVER names; `stop` ends them and takes their data away.
 * @param o.tls they speak nothing else, and the default authorities of this process vouch for them until then
 * @param o.host for which their certificate is: by default the address where they are
 */
export async function redisServers(program: string, o: { tls?: boolean; host?: string } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'bell-redis-'))
  const running = new Map<number, ChildProcess>()
  const authorities = getCACertificates()
  const { certificate, key } = writeCertificate(folder, o.host)
  const client = { host: '127.0.0.1', ...(o.tls && { tls: o.host ? { servername: o.host } : {} }) }
  const files = [`tls-cert-file ${certificate}`, `tls-key-file ${key}`, `tls-ca-cert-file ${certificate}`]
  const speaking = (port: number) =>
    o.tls
      ? ['port 0', `tls-port ${port}`, ...files, 'tls-auth-clients no', 'tls-replication yes', 'tls-cluster yes']
      : [`port ${port}`]
  if (o.tls) setDefaultCACertificates([...authorities, await readFile(certificate, 'utf8')])

  /** @returns the port on which it answers */
  async function start(settings: string[], flags: string[] = []) {
    const port = await freePort()
    const file = join(folder, `${port}.conf`)
    const own = [
      'bind 127.0.0.1',
      ...speaking(port),
      `dir ${folder}`,
      'save ""',
      'daemonize no',
      'repl-diskless-sync-delay 0',
    ]
    await writeFile(file, [...own, ...settings].join('\n'))
    running.set(port, spawn(program, [file, ...flags], { stdio: 'ignore' }))
    const patient = { retryStrategy: () => 50, maxRetriesPerRequest: 200, enableReadyCheck: false }
    const first = new Redis({ ...client, ...patient, port })
    first.on('error', () => undefined)
    await first.ping()
    first.disconnect()
    return port
  }

  return {
    /** One alone, with further lines of its configuration. @returns the port */
    alone: (...settings: string[]) => start(settings),

    /** To the one on this port. */
    connect: (port: number, options: RedisOptions = {}) => new Redis({ ...client, ...options, port }),

    /** A master with a replica, watched by three sentinels. @returns the ports */
    async withSentinels() {
      const master = await start([])
      const replica = await start([`replicaof 127.0.0.1 ${master}`])
      const watch = [
        `sentinel monitor bell 127.0.0.1 ${master} 2`,
        'sentinel down-after-milliseconds bell 1000',
        'sentinel failover-timeout bell 5000',
      ]
      const sentinels = [await start(watch, ['--sentinel']), await start(watch, ['--sentinel'])]
      sentinels.push(await start(watch, ['--sentinel']))
      const sentinel = new Redis({ ...client, port: sentinels[0]! })
      await vi.waitFor(async () => {
        const info = (await sentinel.call('SENTINEL', 'MASTER', 'bell')) as string[]
        const of = (name: string) => info[info.indexOf(name) + 1]
        if (of('num-slaves') !== '1' || of('num-other-sentinels') !== '2') throw new Error('They do not know all yet.')
      }, patience)
      sentinel.disconnect()
      return { master, replica, sentinels }
    },

    /** Three masters, each with a replica. @returns the ports */
    async asCluster() {
      const ports: number[] = []
      for (let n = 0; n < 6; n++) {
        const bus = `cluster-port ${await freePort()}`
        const settings = ['cluster-enabled yes', 'cluster-node-timeout 1500', bus]
        ports.push(await start([...settings, `cluster-config-file nodes-${n}.conf`]))
      }
      const nodes = ports.map((port) => `127.0.0.1:${port}`)
      const cli = join(dirname(program), 'redis-cli')
      const tls = o.tls ? ['--tls', '--cacert', certificate] : []
      execFileSync(cli, [...tls, '--cluster', 'create', ...nodes, '--cluster-replicas', '1', '--cluster-yes'])
      for (const port of ports) {
        const node = new Redis({ ...client, port })
        await vi.waitFor(async () => {
          // A replica that has not caught up takes over from nobody.
          const info = `${String(await node.call('CLUSTER', 'INFO'))} ${await node.info('replication')}`
          const isReady = info.includes('cluster_state:ok') && /role:master|master_link_status:up/.test(info)
          if (!isReady) throw new Error(info)
        }, patience)
        node.disconnect()
      }
      return ports
    },

    /** Resolves when the replicas have all that their masters have: what they lack would be lost with those. */
    async untilReplicated(masters: number[]) {
      for (const port of masters) {
        const master = new Redis({ ...client, port })
        const written = Number(/master_repl_offset:(\d+)/.exec(await master.info('replication'))![1])
        await vi.waitUntil(async () => {
          const [, taken] = /slave0:.*offset=(\d+)/.exec(await master.info('replication')) ?? []
          return Number(taken) >= written
        }, patience)
        master.disconnect()
      }
    },

    kill: (port: number) => running.get(port)!.kill('SIGKILL'),

    async stop() {
      setDefaultCACertificates(authorities)
      const ends = [...running.values()].map((server) => ended(server))
      for (const server of running.values()) server.kill('SIGKILL')
      await Promise.all(ends)
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function ended(server: ChildProcess) {
  if (server.exitCode !== null || server.signalCode !== null) return
  await new Promise<void>((resolve) => server.once('exit', () => resolve()))
}
