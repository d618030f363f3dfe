import type { KoaContextWithOIDC } from 'oidc-provider'
import type { AuthClient } from '../deps.ts'

/** The origins of a client's addresses; those that a native app makes up have none. */
export function originsOf(addresses: readonly string[]): Set<string> {
  return new Set(addresses.flatMap((address) => URL.parse(address)?.origin ?? []).filter((origin) => origin !== 'null'))
}

const headers = ['Origin', 'Methods', 'Headers'].map((name) => `Access-Control-Allow-${name}`)

/** The library lets any origin read discovery and keys, and answers every preflight; here only registered clients' may. */
export function allowRegisteredOriginsOnly(clients: AuthClient[]) {
  const registered = originsOf(clients.flatMap((client) => client.redirectUris))
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next()
    if (!registered.has(ctx.get('Origin'))) for (const header of headers) ctx.remove(header)
  }
}
