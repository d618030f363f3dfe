import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint, type JWK } from 'jose'
import { SecretsError } from '@bell/platform/config'
import type { AuthDeps } from '../deps.ts'
import { open, seal } from '../oidc/sealing.ts'
import type { KeyRow } from './keys.queries.ts'

const purpose = 'AuthBell signing keys'

/** A new RS256 key of 2048 bits, its private part sealed; made in the thread pool. */
export async function makeKey({ secret, clock }: Pick<AuthDeps, 'secret' | 'clock'>) {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const publicJwk = publicKey.export({ format: 'jwk' }) as JWK
  const kid = await calculateJwkThumbprint(publicJwk)
  const marks = { kid, alg: 'RS256', use: 'sig' }
  return {
    kid,
    publicJwk: JSON.stringify({ ...publicJwk, ...marks }),
    sealedPrivateJwk: seal(secret, purpose, JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...marks }), kid),
    createdAt: clock.now(),
    goesAt: null,
    withdrawnAt: null,
  } satisfies Partial<KeyRow>
}

/** The private part of a key. @throws SecretsError secret_differs where it was sealed with another secret than this */
export function openKey(secret: Uint8Array, { kid, sealedPrivateJwk }: KeyRow): JWK {
  try {
    return JSON.parse(open(secret, purpose, sealedPrivateJwk, kid)) as JWK
  } catch (cause) {
    throw new SecretsError(
      'secret_differs',
      'AuthBell’s signing key cannot be opened: it was sealed with another secret. Put that one back (the file secrets/auth-seal.secret of the data folder, or BELL_AUTH_SEAL). If it is lost or has leaked, start once with --replace-keys: all tokens are refused then, and new ones given.',
      { cause },
    )
  }
}
