/** Where Redis is, as an address says it; see `parseRedisAddress`. */
export interface RedisAddress {
  mode: 'single' | 'sentinel' | 'cluster'
  /** The server, the sentinels, or some nodes of the cluster. */
  nodes: { host: string; port: number }[]
  tls: boolean
  username: string | undefined
  password: string | undefined
  /** The name under which the sentinels know the master; empty elsewhere. */
  master: string
  sentinelPassword: string | undefined
  db: number
  /** Stands in front of every key and channel, so that others may use the same Redis. */
  prefix: string
}

const form =
  /^(redis|rediss)(?:\+(sentinel|cluster))?:\/\/(?:([^:@/?]*)(?::([^@/?]*))?@)?([^@/?]+)(?:\/([^?]*))?(?:\?(.*))?$/
const nodeForm = /^(\[[\da-f:]+\]|[\w.-]+)(?::(\d{1,5}))?$/i

/**
 * Reads `redis://user:password@host:6379/0`, `redis+sentinel://user:password@a:26379,b:26379/NAME/0`, or
 * `redis+cluster://user:password@a:6379,b:6379`; with `rediss` for TLS, `?prefix=` for another prefix than `bell:`, and
 * `?sentinelPassword=` where the sentinels have one.
 * @returns undefined where it is none of these
 */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const [, scheme, kind = 'single', username, password, hosts = '', path = '', query] = form.exec(text) ?? []
  if (!scheme) return undefined
  const mode = kind as RedisAddress['mode']
  const nodes = hosts.split(',').map((host) => nodeForm.exec(host))
  const [master, db = '0', ...rest] = mode === 'sentinel' ? path.split('/') : ['', path || '0']
  const settings = new URLSearchParams(query)
  const isKnown = [...settings.keys()].every((key) => key === 'prefix' || key === 'sentinelPassword')
  if (nodes.includes(null) || !/^\d+$/.test(db) || rest.length > 0 || !isKnown) return undefined
  if (mode === 'single' ? nodes.length > 1 : mode === 'sentinel' ? master === '' : db !== '0') return undefined
  return {
    mode,
    nodes: nodes.map((node) => ({
      host: node![1]!.replaceAll(/^\[|\]$/g, ''),
      port: Number(node![2] ?? (mode === 'sentinel' ? 26_379 : 6379)),
    })),
    tls: scheme === 'rediss',
    username: username ? decodeURIComponent(username) : undefined,
    password: password ? decodeURIComponent(password) : undefined,
    master: decodeURIComponent(master!),
    sentinelPassword: settings.get('sentinelPassword') ?? undefined,
    db: Number(db),
    prefix: settings.get('prefix') ?? 'bell:',
  }
}
