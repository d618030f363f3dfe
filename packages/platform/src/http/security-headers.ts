/**
 * The headers of every answer. A route that needs another one sets it itself (pictures that other
 * origins show: `cross-origin-resource-policy: cross-origin`).
 */
export function securityHeaders(o: { origin: string; family: string[] }): Record<string, string> {
  return {
    'content-security-policy': contentSecurityPolicy(o.family),
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
function contentSecurityPolicy(family: string[]) {
  const others = family.map((origin) => ` ${origin}`).join('')
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self' data:",
    `connect-src 'self'${others}`,
    `img-src 'self'${others} data: blob:`,
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "manifest-src 'self'",
    `form-action 'self'${others}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join('; ')
}
