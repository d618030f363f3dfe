/** A browser that only speaks HTTP: cookies by host and product, redirects, and what a page's script would send. */
export function createHttpBrowser(account: { email: string; password: string }) {
  const cookies = new Map<string, { value: string; path: string }>()

  async function send(address: string, init: RequestInit = {}) {
    const { pathname, origin } = new URL(address)
    const sent = [...cookies].filter(
      ([, { path }]) => pathname === path || pathname.startsWith(path.replace(/\/?$/, '/')),
    )
    const headers = new Headers(init.headers)
    headers.set('cookie', sent.map(([name, { value }]) => `${name}=${value}`).join('; '))
    if (init.method === 'POST') {
      headers.set('origin', origin)
      headers.set('x-requested-with', 'bell')
    }
    const response = await fetch(address, { ...init, headers, redirect: 'manual' })
    for (const cookie of response.headers.getSetCookie()) {
      const [, name, value, rest] = /^([^=]+)=([^;]*)(.*)$/.exec(cookie)!
      if (value === '' || /max-age=0\b/i.test(rest!)) cookies.delete(name!)
      else cookies.set(name!, { value: value!, path: /path=([^;]+)/i.exec(rest!)?.[1] ?? '/' })
    }
    return response
  }

  /** Signs in at a product, by the sign-in page where AuthBell does not know this browser yet. */
  async function signIn(product: string) {
    let at = `${product}/session/login?returnTo=/`
    for (let hops = 0; hops < 12; hops++) {
      const response = await send(at)
      const location = response.headers.get('location')
      await response.arrayBuffer()
      if (location === null) throw new Error(`Signing in ended at ${at} with ${response.status}.`)
      const next = new URL(location, at)
      if (next.href === `${product}/`) return
      at = next.href
      const interaction = /^\/sign-in$/.test(next.pathname) ? next.searchParams.get('interaction') : null
      if (interaction !== null) {
        const answer = await send(`${next.origin}/interaction/${interaction}/sign-in`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(account),
        })
        at = ((await answer.json()) as { redirectTo: string }).redirectTo
      }
    }
    throw new Error('Signing in went round in circles.')
  }

  return {
    signIn,
    post: (address: string, headers: Record<string, string> = {}) => send(address, { method: 'POST', headers }),
    /** An access token of a product. */
    async token(product: string) {
      const response = await send(`${product}/session/refresh`, { method: 'POST' })
      if (response.status !== 200) throw new Error(`No token: ${response.status} ${await response.text()}`)
      return ((await response.json()) as { accessToken: string }).accessToken
    },
  }
}
