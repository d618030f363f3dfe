import type { webcrypto } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../clock/index.ts'
import { unavailable } from './app-error.ts'
import type { Logger } from './logging.ts'

const Jwks = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })) })

// An unknown kid asks for a fetch; made-up ones must not turn us into a hammer. Removed keys are forgotten in time.
const timing = { betweenFetchesMs: 10_000, freshMs: 10 * 60_000, timeoutMs: 5_000 }

/** AuthBell's public RSA signing keys by `kid`, each as what `build` makes of it. */
export function createKeySet<Key>(o: {
  url: string
  clock: Clock
  log: Logger
  build: (jwk: webcrypto.JsonWebKey) => Key
}) {
  let keys: Map<string, Key> | undefined
  let fetchedAt = -Infinity
  let triedAt = -Infinity
  let fetching: Promise<void> | undefined

  async function fetchKeys() {
    try {
      const response = await fetch(o.url, { signal: AbortSignal.timeout(timing.timeoutMs), redirect: 'error' })
      if (!response.ok) throw new Error(`the key set answered ${response.status}`)
      const { keys: jwks } = Jwks.parse(await response.json())
      keys = new Map()
      for (const jwk of jwks) {
        if (jwk.kid === undefined || jwk.kty !== 'RSA' || (jwk['use'] ?? 'sig') !== 'sig') continue
        keys.set(jwk.kid, o.build(jwk as webcrypto.JsonWebKey))
      }
      fetchedAt = o.clock.now()
    } catch (err) {
      o.log.warn({ err }, 'jwks_unreachable')
    }
  }

  function refresh() {
    if (fetching) return fetching
    if (o.clock.now() - triedAt < timing.betweenFetchesMs) return undefined
    triedAt = o.clock.now()
    fetching = fetchKeys().finally(() => {
      fetching = undefined
    })
    return fetching
  }

  return {
    /** @throws auth_unavailable (503) while no keys could be had at all */
    async find(kid: string): Promise<Key | undefined> {
      const known = keys?.get(kid)
      if (known && o.clock.now() - fetchedAt < timing.freshMs) return known
      await refresh()
      if (!keys) throw unavailable('auth_unavailable', 'Sign-in cannot be checked at the moment; please try again.')
      return keys.get(kid)
    },
  }
}
