/**
 * The Cache-Control of what one person may see. At a sign-out the page has the browser throw away what it kept of the
 * site (`/session/forget`), and browsers do that only where they trust the connection: on https, and on the machine
 * itself. Elsewhere, on plain http in a home network, they are to keep nothing at all.
 * @param kept how it is kept where it can be thrown away, such as `max-age=3600`
 */
export function privateCaching(origin: string, kept: string) {
  return isTrusted(new URL(origin)) ? `private, ${kept}` : 'private, no-store'
}

/** Secure Contexts (W3C) §3.1, as far as a server's own origin goes. */
function isTrusted({ protocol, hostname }: URL) {
  return (
    protocol === 'https:' ||
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d+){3}$/.test(hostname)
  )
}
