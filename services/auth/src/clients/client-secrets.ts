import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Client } from 'oidc-provider'
import { hashOf } from '../oidc/sealing.ts'

/** A new secret: 256 random bits, so that its hash needs no salt and no slow function. */
export const newSecret = () => randomBytes(32).toString('base64url')

/** Custom metadata beside the library's `client_secret`, which holds the hash of the secret. */
export const secretMetadata = ['earlier_secret', 'earlier_secret_until'] as const

/**
 * In place of the library's comparison, which knows plain secrets only: compares hashes, in constant time. After a
 * rotation the earlier secret is right too, for as long as was said.
 */
export function isSecretOf(client: Client, given: string, now: number): boolean {
  const hash = hashOf(given)
  const isCurrent = isSame(hash, client.clientSecret ?? '')
  const isEarlier = isSame(hash, (client['earlier_secret'] as string | undefined) ?? '')
  return isCurrent || (isEarlier && Number(client['earlier_secret_until']) > now)
}

function isSame(a: string, b: string) {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
