import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import type { BaseOptions } from '@platformatic/kafka'

const form =
  /^kafka(?<tls>\+tls)?:\/\/(?:(?<user>[^:@/?]+):(?<password>[^@/?]+)@)?(?<brokers>[^/?@]+)(?:\/(?<prefix>[a-z0-9_-]{0,60}))?(?<query>\?.*)?$/
const broker = /^([a-z0-9._-]+|\[[0-9a-f:]+\])(:\d{1,5})?$/i
const mechanisms = { 'scram-sha-256': 'SCRAM-SHA-256', 'scram-sha-512': 'SCRAM-SHA-512', plain: 'PLAIN' } as const

export const kafkaUrlForm =
  'kafka://host:9092,host:9092/prefix, or kafka+tls://user:password@host:9093?sasl=scram-sha-512&ca=/path/to/ca.pem'

export type KafkaConnection = Pick<BaseOptions, 'bootstrapBrokers' | 'sasl' | 'tls' | 'tlsServerName'>

export interface KafkaAddress {
  connection: KafkaConnection
  /** What Kafka calls a topic or a consumer group of this installation: with a prefix, `prefix.` stands in front. */
  nameOf: (own: string) => string
  /** Of a new topic. More cannot be had later without keys changing their partition. */
  partitions: number
}

/**
 * `kafka://a:9092,b:9092`; `kafka+tls://` speaks TLS, whose certificate is checked by the system's authorities or by
 * the file that `ca` names. With a user, `sasl` is `scram-sha-512` (unless told), `scram-sha-256` or `plain`; what is
 * special in an address is percent-encoded in user and password. A path, such as `/bell`, is a prefix that keeps the
 * topics and groups of several installations on one Kafka apart. `partitions` is how many a topic gets that is made: 12,
 * what a big one needs, unless told.
 * @throws Error which says what is wrong, without the password
 */
export function parseKafkaUrl(text: string): KafkaAddress {
  const parts = form.exec(text)?.groups
  const brokers = parts?.brokers!.split(',') ?? []
  if (!parts || !brokers.every((one) => broker.test(one))) throw new Error(`not of the form ${kafkaUrlForm}`)
  const {
    sasl = 'scram-sha-512',
    ca,
    partitions = '12',
    ...unknown
  } = Object.fromEntries(new URLSearchParams(parts.query))
  const [stranger] = Object.keys(unknown)
  if (stranger !== undefined) throw new Error(`"${stranger}" is not known; sasl, ca and partitions are`)
  if (!/^[1-9]\d{0,2}$/.test(partitions)) throw new Error('partitions is a number from 1 to 999')
  if (!(sasl in mechanisms)) throw new Error(`sasl is one of ${Object.keys(mechanisms).join(', ')}`)
  const tls = parts.tls !== undefined
  if (ca !== undefined && !tls) throw new Error('ca needs kafka+tls://')
  if (parts.user !== undefined && sasl === 'plain' && !tls)
    throw new Error('sasl=plain sends the password readable, so it needs kafka+tls://')
  const { prefix } = parts
  const connection = {
    bootstrapBrokers: brokers,
    ...(tls && {
      tls: ca === undefined ? {} : { ca: readFileSync(ca) },
      // An IP address cannot be named so (RFC 6066 §3); the certificate is compared with it all the same.
      tlsServerName: !brokers.some(isAddress),
    }),
    ...(parts.user !== undefined && {
      sasl: {
        mechanism: mechanisms[sasl as keyof typeof mechanisms],
        username: decodeURIComponent(parts.user),
        password: decodeURIComponent(parts.password!),
      },
    }),
  }
  return { connection, nameOf: (own) => (prefix ? `${prefix}.${own}` : own), partitions: Number(partitions) }
}

function isAddress(broker: string) {
  return isIP(broker.replace(/:\d+$/, '')) !== 0 || broker.startsWith('[')
}
