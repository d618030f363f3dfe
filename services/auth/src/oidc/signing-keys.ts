import { generateKeyPair } from 'node:crypto'
import { promisify } from 'node:util'
import { calculateJwkThumbprint, type JWK } from 'jose'
import type { AuthDeps } from '../deps.ts'
import { open, seal } from './sealing.ts'

const purpose = 'AuthBell signing keys'

export interface SigningKeys {
  /** Names the key that signs now. */
  kid: string
  /** Private keys, for the provider alone: nothing else in the program holds them. */
  jwks: { keys: JWK[] }
}

/** The installation's signing keys; at the first start one RS256 key (2048 bits) is made. */
export async function loadSigningKeys(deps: Pick<AuthDeps, 'db' | 'clock' | 'secret'>): Promise<SigningKeys> {
  const rows = await readKeys(deps)
  if (!rows.some((row) => row.slot === 'current')) {
    await makeKey(deps)
    return loadSigningKeys(deps)
  }
  return {
    kid: rows.find((row) => row.slot === 'current')!.kid,
    jwks: { keys: rows.map((row) => JSON.parse(open(deps.secret, purpose, row.sealedPrivateJwk, row.kid)) as JWK) },
  }
}

const readKeys = ({ db }: Pick<AuthDeps, 'db'>) =>
  db.selectFrom('signingKey').select(['kid', 'slot', 'sealedPrivateJwk']).orderBy('createdAt', 'desc').execute()

async function makeKey({ db, clock, secret }: Pick<AuthDeps, 'db' | 'clock' | 'secret'>) {
  const { publicKey, privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 })
  const publicJwk = publicKey.export({ format: 'jwk' }) as JWK
  const kid = await calculateJwkThumbprint(publicJwk)
  const marks = { kid, alg: 'RS256', use: 'sig' }
  const privateJwk = JSON.stringify({ ...privateKey.export({ format: 'jwk' }), ...marks })
  await db
    .insertInto('signingKey')
    .values({
      kid,
      slot: 'current',
      publicJwk: JSON.stringify({ ...publicJwk, ...marks }),
      sealedPrivateJwk: seal(secret, purpose, privateJwk, kid),
      createdAt: clock.now(),
    })
    // Another process that started at the same moment may have been first; then its key is everyone's.
    .onConflict((conflict) => conflict.column('slot').doNothing())
    .execute()
}
