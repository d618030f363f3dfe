import { argon2, randomBytes, timingSafeEqual, type Argon2Parameters } from 'node:crypto'
import { promisify } from 'node:util'

const derive = promisify(argon2) as (algorithm: 'argon2id', parameters: Argon2Parameters) => Promise<Buffer>

/** OWASP's choice of 2024: 19 MiB (in KiB), 2 passes, 1 lane; about 13 ms. */
const current = { memory: 19_456, passes: 2, parallelism: 1 }
const saltLength = 16
const tagLength = 32

/** @returns a PHC string, `$argon2id$v=19$m=…,t=…,p=…$salt$hash` */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(saltLength)
  const hash = await derive('argon2id', { message: bytesOf(password), nonce, tagLength, ...current })
  return `$argon2id$v=19$m=${current.memory},t=${current.passes},p=${current.parallelism}$${base64(nonce)}$${base64(hash)}`
}

/** What is compared with where there is no account, so that the answer takes the same time. */
export const nobodysHash = `$argon2id$v=19$m=${current.memory},t=${current.passes},p=${current.parallelism}$${'A'.repeat(22)}$${'A'.repeat(43)}`

export async function verifyPassword(phc: string, password: string): Promise<boolean> {
  const { memory, passes, parallelism, nonce, hash } = parse(phc)
  const message = bytesOf(password)
  return timingSafeEqual(
    hash,
    await derive('argon2id', { message, nonce, tagLength: hash.length, memory, passes, parallelism }),
  )
}

/** Whether a hash was made with other parameters than those of today. */
export function isOutdated(phc: string): boolean {
  const { memory, passes, parallelism } = parse(phc)
  return memory !== current.memory || passes !== current.passes || parallelism !== current.parallelism
}

function parse(phc: string) {
  const match = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/.exec(phc)
  if (!match) throw new Error('This is no argon2id hash.')
  const [, memory, passes, parallelism, nonce, hash] = match as unknown as [
    string,
    string,
    string,
    string,
    string,
    string,
  ]
  return {
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    nonce: Buffer.from(nonce, 'base64'),
    hash: Buffer.from(hash, 'base64'),
  }
}

// NFKC, so that a password typed on another keyboard, full-width or composed, is the same one (NIST SP 800-63B §5.1.1.2).
const bytesOf = (password: string) => Buffer.from(password.normalize('NFKC'))
const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
