const longest = 1000

/**
 * A path of this origin to go back to, or `/` for anything else. Judged by the same parser that browsers use, since
 * `/\evil`, `/.//evil` or a tab between two slashes would lead away.
 */
export function returnPath(given: unknown, origin: string): string {
  if (typeof given !== 'string' || given.length > longest || !given.startsWith('/')) return '/'
  // oxlint-disable-next-line no-control-regex -- browsers drop tabs and line ends from addresses
  if (/[\u0000-\u0020\u007f\\]/.test(given)) return '/'
  if (!URL.canParse(given, origin)) return '/'
  const url = new URL(given, origin)
  const path = url.pathname + url.search + url.hash
  if (url.origin !== origin || path.startsWith('//')) return '/'
  // Back to the login would go round in circles.
  return /^\/session(\/|$)/i.test(url.pathname) ? '/' : path
}
