import { execFileSync } from 'node:child_process'
import { isIP } from 'node:net'
import { join } from 'node:path'

/**
 * A certificate that signs itself, by openssl, for a host's name or address.
 * @returns the PEM files in the folder, named as Let's Encrypt's clients name theirs
 */
export function writeCertificate(folder: string, host = '127.0.0.1') {
  const certificate = join(folder, 'fullchain.pem')
  const key = join(folder, 'privkey.pem')
  const names = ['-subj', `/CN=${host}`, '-addext', `subjectAltName=${isIP(host) ? 'IP' : 'DNS'}:${host}`]
  const made = ['-nodes', '-newkey', 'rsa:2048', '-keyout', key, '-out', certificate]
  execFileSync('openssl', ['req', '-x509', ...names, ...made], { stdio: 'ignore' })
  return { certificate, key }
}
