import { hkdfSync, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

/** `secret_differs`: what was sealed cannot be opened with the secret of now. */
type SecretsProblem = 'secret_exposed' | 'secret_damaged' | 'secret_unreadable' | 'secret_differs'

export class SecretsError extends Error {
  readonly code: SecretsProblem
  constructor(code: SecretsProblem, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SecretsError'
    this.code = code
  }
}

/**
 * The secrets of these names, each 32 random bytes as base64url in a file `<folder>/<name>.secret` of mode 600. A
 * secret is made the first time it is asked for and never again: processes that start together agree on one.
 * @param given secrets that come from elsewhere, such as the environment: no file is read or made for them
 * @throws SecretsError secret_exposed when others may read a file, secret_damaged when it holds something else
 */
export function loadSecrets<N extends string>(
  folder: string,
  names: readonly N[],
  given: { [name in N]?: string | undefined } = {},
): Record<N, string> {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  const secrets = names.map((name) => {
    const file = path.join(folder, `${name}.secret`)
    return [name, given[name] ?? readSecret(file) ?? makeSecret(folder, file)]
  })
  return Object.fromEntries(secrets) as Record<N, string>
}

/**
 * Those of these secrets that have a file in a folder which is somebody else's to keep, such as one that Docker or Kubernetes
 * shows: nothing is made there, and who may read it is their matter.
 * @throws SecretsError secret_unreadable, secret_damaged
 */
export function findSecrets<N extends string>(folder: string, names: readonly N[]): { [name in N]?: string } {
  try {
    const files = new Set(fs.readdirSync(folder))
    const found = names.filter((name) => files.has(`${name}.secret`))
    const secrets = found.map((name) => {
      const file = path.join(folder, `${name}.secret`)
      return [name, readText(file, file)]
    })
    return Object.fromEntries(secrets) as { [name in N]?: string }
  } catch (error) {
    if (error instanceof SecretsError || !(error instanceof Error && 'code' in error)) throw error
    throw new SecretsError('secret_unreadable', `The secrets in ${folder} cannot be read: ${error.message}.`)
  }
}

/**
 * The secrets of these names, derived from one that all processes have (HKDF-SHA256, RFC 5869; the name is the context):
 * each 32 bytes as base64url, none of which tells another.
 */
export function deriveSecrets<N extends string>(
  secret: string,
  names: readonly N[],
  given: { [name in N]?: string | undefined } = {},
): Record<N, string> {
  const secrets = names.map((name) => [name, given[name] ?? derive(secret, name)])
  return Object.fromEntries(secrets) as Record<N, string>
}

function derive(secret: string, name: string) {
  return Buffer.from(hkdfSync('sha256', secret, '', `bell:${name}`, 32)).toString('base64url')
}

function readSecret(file: string): string | undefined {
  let descriptor
  try {
    descriptor = fs.openSync(file, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
  try {
    const mode = fs.fstatSync(descriptor).mode & 0o777
    // Windows has no such modes; there the folder's rights protect it.
    if (process.platform !== 'win32' && (mode & 0o077) !== 0) {
      throw new SecretsError(
        'secret_exposed',
        `Others may read the secret in ${file} (its mode is ${mode.toString(8)}). If nobody has, run: chmod 600 '${file}'. If somebody may have, delete it, and a new one is made.`,
      )
    }
    return readText(descriptor, file)
  } finally {
    fs.closeSync(descriptor)
  }
}

function readText(from: number | string, file: string) {
  const secret = fs.readFileSync(from, 'utf8').trim()
  if (!/^[\w-]{43}$/.test(secret)) {
    throw new SecretsError('secret_damaged', `The file ${file} does not hold a secret (32 bytes as base64url).`)
  }
  return secret
}

// Written under a name of its own and then linked: the file appears whole or not at all, and only one of those who
// link first wins.
function makeSecret(folder: string, file: string): string {
  const draft = `${file}.${process.pid}.${randomBytes(6).toString('hex')}`
  const descriptor = fs.openSync(draft, 'wx', 0o600)
  try {
    fs.writeSync(descriptor, `${randomBytes(32).toString('base64url')}\n`)
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
  try {
    fs.linkSync(draft, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    fs.unlinkSync(draft)
  }
  syncFolder(folder)
  return readSecret(file)!
}

function syncFolder(folder: string) {
  if (process.platform === 'win32') return
  const descriptor = fs.openSync(folder, 'r')
  try {
    fs.fsyncSync(descriptor)
  } finally {
    fs.closeSync(descriptor)
  }
}
