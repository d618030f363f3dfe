import { createPrivateKey, createPublicKey, sign, type KeyObject, type webcrypto } from 'node:crypto'
import { promisify } from 'node:util'
import { repeat } from '@bell/platform/clock'
import { SecretsError } from '@bell/platform/config'
import type { JWK } from 'jose'
import type { AuthDeps } from '../deps.ts'
import { listKeys, stateOf, type KeyRow } from './keys.queries.ts'
import { openKey } from './make-key.ts'
import { advanceKeys, keysChanged, replaceKeys, type RotationDeps } from './rotation.ts'

/** The keys as this process has them in its hands, never more than seconds behind the table. */
export interface KeyRing {
  /** Names the key that signs now. */
  current(): PublicKey
  /** What verifiers may believe: the key that signs, the next one, and those whose tokens still live. */
  published(): JWK[]
  /** A key that signs or has signed, and was not withdrawn: published or gone. */
  find(kid: string): KeyObject | undefined
  /** Signs by RS256, in the thread pool. @throws where this is not a key that signs, or did a moment ago */
  sign(kid: string, data: Uint8Array): Promise<Uint8Array>
  close(): Promise<void>
}

interface PublicKey {
  kid: string
  key: KeyObject
  jwk: JWK
}

/** On which verifiers hear that the key set is another one than before. */
export const keySetChanged = 'auth.key-set.changed'

const signAsync = promisify(sign)

/** Opens the ring, makes the first key where there is none, and from then on does whatever is due with the keys. */
export async function openKeyRing(deps: RotationDeps & Pick<AuthDeps, 'log' | 'replaceKeys'>): Promise<KeyRing> {
  const publicKeys = new Map<string, PublicKey>()
  const signers = new Map<string, KeyObject>()
  let current: PublicKey | undefined
  let published: JWK[] = []
  let believed = new Set<string>()

  async function read() {
    const now = deps.clock.now()
    const rows = await listKeys(deps.db)
    const keys = rows.map((row) => ({ ...publicKeyOf(row), row, state: stateOf(row, now) }))
    const signing = keys.find(({ state }) => state === 'current')
    if (signing && !signers.has(signing.kid)) {
      signers.set(
        signing.kid,
        createPrivateKey({ key: openKey(deps.secret, signing.row) as webcrypto.JsonWebKey, format: 'jwk' }),
      )
    }
    current = signing ?? current
    const before = kidsOf(published)
    published = keys.filter(({ state }) => state !== 'gone' && state !== 'withdrawn').map(({ jwk }) => jwk)
    believed = new Set(keys.filter(({ state }) => state !== 'withdrawn').map(({ kid }) => kid))
    const retiring = new Set(keys.filter(({ state }) => state === 'retiring').map(({ kid }) => kid))
    // A token that is being made may still be in the name of the key that signed a moment ago.
    for (const kid of signers.keys()) if (kid !== current?.kid && !retiring.has(kid)) signers.delete(kid)
    for (const kid of publicKeys.keys()) if (!believed.has(kid)) publicKeys.delete(kid)
    if (before !== '' && kidsOf(published) !== before) await deps.keyValue.publish(keySetChanged, '')
  }

  const kidsOf = (jwks: JWK[]) => jwks.map(({ kid }) => kid).join()

  function publicKeyOf({ kid, publicJwk }: KeyRow): PublicKey {
    const known = publicKeys.get(kid)
    if (known) return known
    const jwk = JSON.parse(publicJwk) as JWK
    const made = { kid, jwk, key: createPublicKey({ key: jwk as webcrypto.JsonWebKey, format: 'jwk' }) }
    publicKeys.set(kid, made)
    return made
  }

  // One after the other, so that what was read first never stands in for what was read later.
  let reading = Promise.resolve()
  const reload = () => (reading = reading.catch(() => undefined).then(read))

  async function look() {
    await advanceKeys(deps)
    await reload()
  }

  const onError = (err: unknown) => deps.log.error({ err }, 'The signing keys could not be looked after')
  const lookAgain = () => void reload().catch(onError)
  const unsubscribe = await deps.keyValue.subscribe(keysChanged, lookAgain, lookAgain)
  await look().catch(async (error: unknown) => {
    if (!deps.replaceKeys || !(error instanceof SecretsError)) throw error
    await replaceKeys(deps)
    await look()
  })
  const stop = repeat({ everyMs: deps.keyTimes.lookEveryMs, onError }, look)

  return {
    current: () => current!,
    published: () => published,
    find: (kid) => (believed.has(kid) ? publicKeys.get(kid)?.key : undefined),
    async sign(kid, data) {
      const key = signers.get(kid)
      if (!key) throw new Error(`The key ${kid} does not sign.`)
      return signAsync('sha256', data, key)
    },
    async close() {
      await unsubscribe()
      await stop()
      await reading.catch(() => undefined)
    },
  }
}
