import { badRequest } from '@bell/platform/http'
import type { ClientTable } from '../tables.ts'

type Kind = ClientTable['kind']
interface Rules {
  kind: Kind
  /** Plain http beyond loopback is allowed, as the operator said. */
  privateApps: boolean
}

/**
 * Addresses that people are sent to with a code, or back from a sign-out. They are compared letter by letter later, so
 * what browsers would read in another way than it is written is refused here.
 * @param field for errors: `redirectUris`
 * @throws address_malformed, address_insecure, address_scheme (400), each naming the address
 */
export function checkRedirects(addresses: readonly string[], field: string, { kind, privateApps }: Rules) {
  for (const [index, address] of addresses.entries()) {
    const path = `${field}.${index}`
    const url = parse(address, path)
    if (url.protocol === 'https:') continue
    if (url.protocol === 'http:') {
      if (isLoopback(url) || (privateApps && kind !== 'native')) continue
      throw problem(
        'address_insecure',
        path,
        `${address} needs https; plain http is for this machine (localhost) only.`,
      )
    }
    // RFC 8252 §7.1: a private scheme is the app's own domain, reversed, so that no other app claims it by accident.
    if (kind === 'native' && /^[a-z][a-z0-9+-]*(\.[a-z0-9+-]+)+:$/.test(url.protocol)) continue
    const schemes = kind === 'native' ? 'https, http on localhost, or a scheme such as org.example.app' : 'https'
    throw problem('address_scheme', path, `${address} needs ${schemes}.`)
  }
}

/** An address that AuthBell itself calls. What it leads to is looked at again at every call. @throws as checkRedirects */
export function checkCalled(
  address: string | null | undefined,
  field: string,
  { privateApps }: Pick<Rules, 'privateApps'>,
) {
  if (address === null || address === undefined) return
  const { protocol } = parse(address, field)
  if (protocol === 'https:' || (protocol === 'http:' && privateApps)) return
  throw problem('address_insecure', field, `${address} needs https.`)
}

function parse(address: string, path: string): URL {
  const url = URL.parse(address)
  const isPlain = url !== null && (url.href === address || url.href === `${address}/`)
  if (!isPlain || url.username !== '' || url.password !== '' || /[#*\\]/.test(address))
    throw problem(
      'address_malformed',
      path,
      `${address} is not a whole plain address: no user names, no "*", no "#", no "..", the host in lower case.`,
    )
  return url
}

/** Whether an address is of the machine that the browser or app runs on. */
function isLoopback({ hostname }: URL) {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)
}

function problem(code: string, path: string, message: string) {
  return badRequest(code, message, { errors: [{ path, message }] })
}
