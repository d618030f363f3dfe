import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { vi } from 'vitest'
import { freePort } from '../test-kit/free-port.ts'
import { writeCertificate } from '../test-kit/write-certificate.ts'
import { inspectKafka } from './index.ts'

const password = 'p@ss: word'
const cluster = Buffer.from('a secure cluster').toString('base64url')
const users = ['256', '512'].flatMap((bits) => ['--add-scram', `SCRAM-SHA-${bits}=[name=bell,password="${password}"]`])

/**
 * A broker of a test's own, which takes nobody in who does not sign in, speak TLS, or both.
 * @param jars the folder of Kafka's program
 * @returns addresses that it accepts, by how; `stop` ends it and takes its data away
 */
export async function startSecureBroker(jars: string) {
  const folder = await mkdtemp(join(tmpdir(), 'bell-kafka-'))
  const { certificate, key } = writeCertificate(folder)
  await writeFile(join(folder, 'key-store.pem'), [await readFile(key), await readFile(certificate)])
  const ports = { both: await freePort(), tls: await freePort(), sasl: await freePort() }
  const settings = join(folder, 'server.properties')
  await writeFile(settings, settingsOf(folder, ports, await freePort(), await freePort()))
  const { JAVA_HOME } = process.env
  const java = JAVA_HOME ? join(JAVA_HOME, 'bin/java') : 'java'
  const options = ['-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(jars, '*')]
  execFileSync(java, [...options, 'kafka.tools.StorageTool', 'format', '-t', cluster, '-c', settings, ...users])
  const server = spawn(java, [...options, 'kafka.Kafka', settings], { stdio: 'ignore' })

  const bell = `bell:${encodeURIComponent(password)}@`
  const urls = {
    'SCRAM-SHA-512 and TLS': `kafka+tls://${bell}127.0.0.1:${ports.both}?ca=${certificate}`,
    'SCRAM-SHA-256 and TLS': `kafka+tls://${bell}127.0.0.1:${ports.both}?sasl=scram-sha-256&ca=${certificate}`,
    'PLAIN and TLS': `kafka+tls://${bell}127.0.0.1:${ports.both}?sasl=plain&ca=${certificate}`,
    'TLS alone': `kafka+tls://127.0.0.1:${ports.tls}?ca=${certificate}`,
    'SCRAM-SHA-512 alone': `kafka://${bell}127.0.0.1:${ports.sasl}?sasl=scram-sha-512`,
  }
  async function stop() {
    const ended = server.exitCode === null && once(server, 'exit')
    server.kill('SIGKILL')
    await ended
    await rm(folder, { recursive: true })
  }
  try {
    await vi.waitFor(() => inspectKafka(urls['TLS alone']), { timeout: 60_000, interval: 200 })
  } catch (error) {
    await stop()
    throw error
  }
  return { urls, stop }
}

/** One broker, which keeps one copy of its own topics. */
function settingsOf(
  folder: string,
  ports: Record<'both' | 'tls' | 'sasl', number>,
  innerPort: number,
  controllerPort: number,
) {
  const listeners = `BOTH://127.0.0.1:${ports.both},TLS://127.0.0.1:${ports.tls},SASL://127.0.0.1:${ports.sasl},INNER://127.0.0.1:${innerPort}`
  const modules = 'org.apache.kafka.common.security'
  return `
process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controllerPort}
controller.listener.names=CONTROLLER
listeners=${listeners},CONTROLLER://127.0.0.1:${controllerPort}
advertised.listeners=${listeners}
listener.security.protocol.map=BOTH:SASL_SSL,TLS:SSL,SASL:SASL_PLAINTEXT,INNER:PLAINTEXT,CONTROLLER:PLAINTEXT
inter.broker.listener.name=INNER
ssl.keystore.type=PEM
ssl.keystore.location=${join(folder, 'key-store.pem')}
listener.name.both.sasl.enabled.mechanisms=PLAIN,SCRAM-SHA-256,SCRAM-SHA-512
listener.name.both.plain.sasl.jaas.config=${modules}.plain.PlainLoginModule required user_bell="${password}";
listener.name.both.scram-sha-256.sasl.jaas.config=${modules}.scram.ScramLoginModule required;
listener.name.both.scram-sha-512.sasl.jaas.config=${modules}.scram.ScramLoginModule required;
listener.name.sasl.sasl.enabled.mechanisms=SCRAM-SHA-512
listener.name.sasl.scram-sha-512.sasl.jaas.config=${modules}.scram.ScramLoginModule required;
log.dirs=${join(folder, 'data')}
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=4194304
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
transaction.state.log.num.partitions=1
`
}
