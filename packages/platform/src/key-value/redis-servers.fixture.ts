import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Redis } from 'ioredis'
import { vi } from 'vitest'
import { freePort } from '../test-kit/free-port.ts'
import { writeCertificate } from '../test-kit/write-certificate.ts'

const patience = { timeout: 20_000, interval: 100 }

/** Redis servers of a test's own, of the program that REDIS_SERVER names; `stop` ends them and takes their data away. */
export async function redisServers(program: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bell-redis-'))
  const running = new Map<number, ChildProcess>()

  /** @returns the port on which it answers */
  async function start(settings: string[], flags: string[] = []) {
    const port = await freePort()
    const file = join(folder, `${port}.conf`)
    const own = [
      'bind 127.0.0.1',
      `port ${port}`,
      `dir ${folder}`,
      'save ""',
      'daemonize no',
      'repl-diskless-sync-delay 0',
    ]
    await writeFile(file, [...own, ...settings].join('\n'))
    running.set(port, spawn(program, [file, ...flags], { stdio: 'ignore' }))
    const client = new Redis({ port, retryStrategy: () => 50, maxRetriesPerRequest: 200, enableReadyCheck: false })
    client.on('error', () => undefined)
    await client.ping()
    client.disconnect()
    return port
  }

  return {
    /** One alone, with further lines of its configuration. @returns the port */
    alone: (...settings: string[]) => start(settings),

    /**
     * One that also speaks TLS, and knows the user bell.
     * @param host for which its certificate is: by default the address where it is
     * @returns the port for TLS, and the certificate, a PEM file
     */
    async overTls(password: string, host?: string) {
      const { certificate, key } = writeCertificate(await mkdtemp(join(folder, 'tls-')), host)
      const port = await freePort()
      const tls = [`tls-port ${port}`, `tls-cert-file ${certificate}`, `tls-key-file ${key}`, 'tls-auth-clients no']
      await start([...tls, `user bell on >${password} ~* &* +@all`])
      return { port, certificate }
    },

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
      const client = new Redis(sentinels[0]!)
      await vi.waitFor(async () => {
        const info = (await client.call('SENTINEL', 'MASTER', 'bell')) as string[]
        const of = (name: string) => info[info.indexOf(name) + 1]
        if (of('num-slaves') !== '1' || of('num-other-sentinels') !== '2') throw new Error('They do not know all yet.')
      }, patience)
      client.disconnect()
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
      execFileSync(cli, ['--cluster', 'create', ...nodes, '--cluster-replicas', '1', '--cluster-yes'])
      for (const port of ports) {
        const client = new Redis(port)
        await vi.waitFor(async () => {
          // A replica that has not caught up takes over from nobody.
          const info = `${String(await client.call('CLUSTER', 'INFO'))} ${await client.info('replication')}`
          const isReady = info.includes('cluster_state:ok') && /role:master|master_link_status:up/.test(info)
          if (!isReady) throw new Error(info)
        }, patience)
        client.disconnect()
      }
      return ports
    },

    kill: (port: number) => running.get(port)!.kill('SIGKILL'),

    async stop() {
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
