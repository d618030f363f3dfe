import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from 'node:crypto'

/** SHA-256 as base64url: how a secret that only its holder may present is kept. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url')

/**
 * Seals text by AES-256-GCM under a key derived (HKDF-SHA256) from `secret` for one purpose.
 * @param context what the text belongs to; opening it needs the same.
 * @returns nonce, tag and ciphertext as one base64url text
 */
export function seal(secret: Uint8Array | string, purpose: string, text: string, context: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, purpose), nonce).setAAD(Buffer.from(context))
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** The text that `seal` sealed. @throws where secret, purpose, context or a single bit differ */
export function open(secret: Uint8Array | string, purpose: string, sealed: string, context: string): string {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, purpose), bytes.subarray(0, 12))
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(12, 28))
  return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
}

const keyFor = (secret: Uint8Array | string, purpose: string) =>
  Buffer.from(hkdfSync('sha256', secret, '', purpose, 32))
