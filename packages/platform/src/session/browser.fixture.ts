import type { Answer, Call } from '../test-kit/test-app.ts'

/** What a browser does here: keeps cookies (by host, not by port, as real ones do) and follows redirects. */
export function testBrowser(o: { origin: string; call: Call }) {
  const jars = new Map<string, Map<string, string>>()

  function keep(host: string, cookies: string[]) {
    const jar = jars.get(host) ?? new Map<string, string>()
    jars.set(host, jar)
    for (const cookie of cookies) {
      const [, name, value, attributes] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie)!
      if (/max-age=0\b/i.test(attributes!) || /expires=thu, 01 jan 1970/i.test(attributes!)) jar.delete(name!)
      else jar.set(name!, value!)
    }
  }

  const cookieHeader = (host: string) =>
    [...(jars.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')

  async function ownCall(method: 'GET' | 'POST', path: string, headers: Record<string, string> = {}): Promise<Answer> {
    const { hostname } = new URL(o.origin)
    const answer = await o.call(method, path, undefined, { cookie: cookieHeader(hostname), ...headers })
    keep(hostname, [answer.headers['set-cookie'] ?? []].flat())
    return answer
  }

  async function visit(address: URL): Promise<{ status: number; location: string | undefined }> {
    if (address.origin === o.origin) {
      const { status, headers } = await ownCall('GET', address.pathname + address.search)
      return { status, location: headers['location'] }
    }
    const response = await fetch(address, { redirect: 'manual', headers: { cookie: cookieHeader(address.hostname) } })
    keep(address.hostname, response.headers.getSetCookie())
    await response.arrayBuffer()
    return { status: response.status, location: response.headers.get('location') ?? undefined }
  }

  return {
    cookies: () => jars.get(new URL(o.origin).hostname) ?? new Map<string, string>(),
    forget: (host: string) => jars.delete(host),
    call: ownCall,
    /** A call by a script of the product's own page. */
    fetch: (path: string, headers: Record<string, string> = {}) =>
      ownCall('POST', path, {
        origin: o.origin,
        'x-requested-with': 'bell',
        'sec-fetch-site': 'same-origin',
        ...headers,
      }),
    /**
     * Goes to a path and wherever that leads, or up to an address that is not visited any more;
     * gives the addresses it passed, the last being where it rests.
     */
    async go(path: string, until: { before?: string } = {}) {
      const passed = [new URL(path, o.origin)]
      for (let hops = 0; hops < 12; hops++) {
        const { location } = await visit(passed.at(-1)!)
        if (location === undefined) break
        passed.push(new URL(location, passed.at(-1)))
        if (passed.at(-1)!.pathname === until.before) break
      }
      return { passed: passed.map(({ href }) => href), at: passed.at(-1)! }
    },
  }
}
