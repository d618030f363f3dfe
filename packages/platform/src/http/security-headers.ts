/**
 * The headers of every answer. A route that needs another one sets it itself (pictures that other
 * origins show: `cross-origin-resource-policy: cross-origin`).
 */
export function securityHeaders(o: {
  origin: string
  family: string[]
  soundFrom?: string | undefined
}): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(o),
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-site',
    'permissions-policy': 'camera=(), geolocation=(), payment=(), usb=()',
    // no-referrer would make the Origin of a form's POST "null", which the guards refuse.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    ...(o.origin.startsWith('https:') && { 'strict-transport-security': 'max-age=31536000' }),
  }
}

// No upgrade-insecure-requests: it breaks plain http in a home network. Chromium applies form-action to redirects
// after a POST too, so signing in and out needs the family there.
function contentSecurityPolicy({ family, soundFrom }: { family: string[]; soundFrom?: string | undefined }) {
  const others = family.map((origin) => ` ${origin}`).join('')
  const storage = soundFrom === undefined ? '' : ` ${soundFrom}`
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    `connect-src 'self'${others}${storage}`,
    `img-src 'self'${others} data: blob:`,
    `media-src 'self'${storage} blob:`,
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    `form-action 'self'${others}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}
