import { browserSupportsWebAuthn } from '@simplewebauthn/browser'

/**
 * Whether passkeys work here, or what is missing: `https` (browsers have none on plain http, but at localhost), a
 * `name` instead of a bare network address, or a newer `browser`.
 */
export function passkeySupport(): 'yes' | 'https' | 'name' | 'browser' {
  if (!window.isSecureContext) return 'https'
  if (/^[\d.]+$|:/.test(location.hostname)) return 'name'
  return browserSupportsWebAuthn() ? 'yes' : 'browser'
}
