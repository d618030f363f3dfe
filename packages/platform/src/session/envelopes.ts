import { hkdfSync } from 'node:crypto'
import { CompactEncrypt, compactDecrypt } from 'jose'
import type { z } from 'zod'

/** Seals what only this server may read, for a cookie. */
interface Envelope<Content> {
  seal(content: Content): Promise<string>
  /** @returns undefined for anything that this server did not seal for this purpose */
  open(sealed: string | undefined): Promise<Content | undefined>
}

/**
 * JWE, dir + A256GCM. Each purpose has a key of its own, so that the cookie of one product or purpose
 * never opens as another's.
 * @param cookieKey base64url, 32 bytes
 */
export function createEnvelope<Content>(
  cookieKey: string,
  purpose: string,
  schema: z.ZodType<Content>,
): Envelope<Content> {
  const secret = Buffer.from(cookieKey, 'base64url')
  if (secret.length !== 32) throw new Error('The cookie key must be 32 bytes in base64url.')
  const key = new Uint8Array(hkdfSync('sha256', secret, '', `bell cookie ${purpose}`, 32))
  return {
    seal: (content) =>
      new CompactEncrypt(Buffer.from(JSON.stringify(content)))
        .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
        .encrypt(key),
    async open(sealed) {
      if (!sealed) return undefined
      try {
        const { plaintext } = await compactDecrypt(sealed, key, {
          keyManagementAlgorithms: ['dir'],
          contentEncryptionAlgorithms: ['A256GCM'],
        })
        return schema.parse(JSON.parse(Buffer.from(plaintext).toString()))
      } catch {
        return undefined
      }
    },
  }
}
