import type { KoaContextWithOIDC } from 'oidc-provider'
import { isRegisteredOrigin } from '../clients/clients.queries.ts'
import type { AuthDeps } from '../deps.ts'

/** The origins of a client's addresses; those that a native app makes up have none. */
export function originsOf(addresses: readonly string[]): Set<string> {
  return new Set(addresses.flatMap((address) => URL.parse(address)?.origin ?? []).filter((origin) => origin !== 'null'))
}

const headers = ['Origin', 'Methods', 'Headers'].map((name) => `Access-Control-Allow-${name}`)

/** The library lets any origin read discovery and keys, and answers every preflight; here only registered clients' may. */
export function allowRegisteredOriginsOnly({ clients, db }: Pick<AuthDeps, 'clients' | 'db'>) {
  const own = originsOf(clients.flatMap((client) => client.redirectUris))
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next()
    const origin = ctx.get('Origin')
    const isRegistered = own.has(origin) || (origin !== '' && (await isRegisteredOrigin(db, origin)))
    if (!isRegistered) for (const header of headers) ctx.remove(header)
  }
}

/**
 * Lets the form of an answer lead to one more address. Browsers hold `form-action` also against where a form's
 * answer redirects to, and against the page that posts a client its answer (`response_mode=form_post`).
 */
export function allowFormTarget(ctx: KoaContextWithOIDC, address: unknown) {
  const target = typeof address === 'string' ? sourceOf(address) : undefined
  const policy = ctx.response.get('Content-Security-Policy')
  if (target === undefined || !policy) return
  ctx.set('Content-Security-Policy', policy.replace("form-action 'self'", `form-action 'self' ${target}`))
}

/** How a policy names where an address is: its origin, or an app's own scheme. */
export function sourceOf(address: string): string | undefined {
  const url = URL.parse(address)
  return url?.origin === 'null' ? url.protocol : url?.origin
}
