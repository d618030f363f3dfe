import { createPublicKey, type webcrypto } from 'node:crypto'
import { badRequest } from '@bell/platform/http'

const most = 10
const leastRsaBits = 2048

/**
 * Reads a client's public keys, a JWK set as JSON.
 * @returns it as it is kept
 * @throws keys_unreadable (400): no set, no keys, private or symmetric ones, or too short
 */
export function readPublicKeys(text: string): string {
  const keys = parse(text)
  if (!keys || keys.length === 0 || keys.length > most)
    throw unreadable(`Give a JWK set with 1 to ${most} public keys: {"keys":[…]}.`)
  for (const key of keys) {
    if ('d' in key || 'k' in key)
      throw unreadable('That is a private key. Keep it with the app, and give the public one.')
    check(key)
  }
  return JSON.stringify({ keys })
}

function parse(text: string): webcrypto.JsonWebKey[] | undefined {
  try {
    const { keys } = JSON.parse(text) as { keys?: unknown }
    return Array.isArray(keys) && keys.every((key) => typeof key === 'object' && key !== null) ? keys : undefined
  } catch {
    return undefined
  }
}

function check(key: webcrypto.JsonWebKey) {
  let bits: number | undefined
  try {
    bits = createPublicKey({ key, format: 'jwk' }).asymmetricKeyDetails?.modulusLength
  } catch {
    throw unreadable('One of the keys cannot be read as a public RSA, EC or Ed25519 key.')
  }
  if (bits !== undefined && bits < leastRsaBits) throw unreadable(`RSA keys need ${leastRsaBits} bits or more.`)
}

function unreadable(message: string) {
  return badRequest('keys_unreadable', message, { errors: [{ path: 'jwks', message }] })
}
