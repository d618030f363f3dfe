import { createPublicKey, type KeyObject, type webcrypto } from 'node:crypto'
import { z } from 'zod'
import type { Clock } from '../clock/index.ts'
import { unavailable } from './app-error.ts'
import type { Logger } from './logging.ts'

/**
 * No key is believed for longer than this without having asked AuthBell again (unless it does not answer), in ms.
 * AuthBell publishes a key for longer than this before it signs with it.
 */
export const keySetLifeMs = 10 * 60_000

/** Asked again long before that, so that no request waits, and a key that was taken back is soon believed no more. */
const refreshEveryMs = 60_000
/** An unknown kid asks again; made-up ones must not turn us into a hammer. */
const betweenGuessesMs = 10_000
/** Where there is no key yet, as while AuthBell starts. */
const betweenFirstTriesMs = 1_000
const timeoutMs = 5_000
const mostBytes = 64 * 1024
const leastBits = 2048

const Jwk = z.looseObject({
  kty: z.literal('RSA'),
  kid: z.string().min(1).max(200),
  use: z.literal('sig').optional(),
  alg: z.literal('RS256').optional(),
  n: z.string(),
  e: z.string(),
})
const Jwks = z.object({ keys: z.array(z.unknown()) })

/** AuthBell's public keys (RSA, RS256), as this process knows them. */
export interface KeySet {
  /**
   * The key of this name. Only where it is not known, and then at most once in ten seconds, AuthBell is asked first.
   * @throws auth_unavailable (503) while no keys could be had at all
   */
  find(kid: string): Promise<KeyObject | undefined>
  /** The key of this name, if it is among those known now. */
  known(kid: string): KeyObject | undefined
  /** Asks again now, as after word that the keys have changed. */
  refresh(): Promise<void>
  close(): void
}

/** @param o.url AuthBell's JWKS */
export function createKeySet(o: { url: string; clock: Clock; log: Logger }): KeySet {
  let keys: Map<string, KeyObject> | undefined
  let fetchedAt = -Infinity
  let triedAt = -Infinity
  let answers = true
  let fetching: Promise<void> | undefined

  async function fetchKeys() {
    try {
      keys = readKeys(await fetchText(o.url), keys, o.log)
      fetchedAt = o.clock.now()
      answers = true
    } catch (err) {
      answers = false
      o.log.warn({ err }, 'jwks_unreachable')
    }
  }

  /** One fetch for all who ask meanwhile. */
  function fetchOnce() {
    triedAt = o.clock.now()
    fetching ??= fetchKeys().finally(() => {
      fetching = undefined
    })
    return fetching
  }

  async function refresh() {
    // What is under way may have been answered before the change.
    await fetching
    await fetchOnce()
  }

  const mayGuess = () => o.clock.now() - triedAt >= (keys ? betweenGuessesMs : betweenFirstTriesMs)
  const timer = setInterval(() => void fetchOnce(), refreshEveryMs)
  timer.unref()

  return {
    async find(kid) {
      const known = keys?.get(kid)
      const stale = o.clock.now() - fetchedAt >= keySetLifeMs
      if (known && stale && mayGuess()) {
        // After a sleep of the machine; where AuthBell is out, nobody waits for it again and again.
        const asked = fetchOnce()
        if (answers) await asked
      } else if (!known) await (fetching ?? (mayGuess() ? fetchOnce() : undefined))
      if (!keys) throw unavailable('auth_unavailable', 'Sign-in cannot be checked at the moment; please try again.')
      return keys.get(kid)
    },
    known: (kid) => keys?.get(kid),
    refresh,
    close: () => clearInterval(timer),
  }
}

/** @param earlier the keys known so far: one that is still the same stays the same object */
function readKeys(text: string, earlier: Map<string, KeyObject> | undefined, log: Logger) {
  const keys = new Map<string, KeyObject>()
  for (const entry of Jwks.parse(JSON.parse(text)).keys) {
    const jwk = Jwk.safeParse(entry)
    if (!jwk.success) continue
    const { kid } = jwk.data
    try {
      const key = createPublicKey({ key: jwk.data as webcrypto.JsonWebKey, format: 'jwk' })
      const bits = key.asymmetricKeyDetails!.modulusLength!
      if (bits < leastBits) throw new Error(`it has ${bits} bits, and ${leastBits} are the least`)
      const before = earlier?.get(kid)
      keys.set(kid, before?.equals(key) ? before : key)
    } catch (err) {
      log.warn({ err, kid }, 'jwks_key_refused')
    }
  }
  // AuthBell always has a key. Nothing that could be used is a mistake, and no reason to refuse everyone.
  if (keys.size === 0) throw new Error('The key set holds no RS256 key that could be used.')
  return keys
}

async function fetchText(url: string) {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs), redirect: 'error' })
  if (!response.ok) throw new Error(`the key set answered ${response.status}`)
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of response.body!) {
    size += part.length
    if (size > mostBytes) throw new Error(`the key set is larger than ${mostBytes} bytes`)
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}
