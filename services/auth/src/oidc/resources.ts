import { errors, type Client, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'
import { originOfScope, scopesAt } from '../clients/scopes.ts'
import type { AuthDeps } from '../deps.ts'
import { accessTokenSeconds } from './lifetimes.ts'

/** What a product may ask about the person who signs in. */
export const personScope = 'openid profile email'

/**
 * Which access tokens a client can get. The family's own: for people those of their product, in their own name those
 * of their services. Other apps: one product's at a time, with the scopes they were registered with.
 */
export function resourcesOf({ clients, family }: Pick<AuthDeps, 'clients' | 'family'>) {
  const byId = new Map(clients.map((client) => [client.id, client]))
  const inOwnName = (ctx: KoaContextWithOIDC) => ctx.oidc.params?.grant_type === 'client_credentials'
  const scopesOf = (client: Client) => (client['product_scopes'] as string | undefined) ?? ''

  /** Other apps need not name the products whose scopes they ask for. */
  function productsAsked(ctx: KoaContextWithOIDC, client: Client) {
    const allowed = new Set(scopesOf(client).split(' '))
    const asked = [...ctx.oidc.requestParamScopes].filter((scope) => allowed.has(scope))
    return [...new Set(asked.flatMap((scope) => originOfScope(family, scope) ?? []))]
  }

  return {
    /** The audience where the client names none. */
    defaultResource(ctx: KoaContextWithOIDC, client: Client, oneOf?: readonly string[]) {
      const own = byId.get(client.clientId)
      if (!own) return oneOf ?? productsAsked(ctx, client)
      return oneOf ?? (inOwnName(ctx) ? (own.service?.[0]?.audience ?? own.audience) : own.audience)
    },

    /** @throws InvalidTarget for an audience that is not this client's */
    getResourceServerInfo(ctx: KoaContextWithOIDC, resource: string, client: Client): ResourceServer {
      const own = byId.get(client.clientId)
      const service = own?.service?.find(({ audience }) => audience === resource)
      const ofPerson = own
        ? resource === own.audience
          ? personScope
          : ''
        : scopesAt(family, scopesOf(client), resource)
      const scope = inOwnName(ctx) ? (service?.scopes.join(' ') ?? '') : ofPerson
      if (scope === '') throw new errors.InvalidTarget()
      return {
        scope,
        audience: resource,
        accessTokenFormat: 'jwt',
        accessTokenTTL: accessTokenSeconds,
        jwt: { sign: { alg: 'RS256' } },
      }
    },

    /**
     * Whether a request for a token that names no product gets the one named at the sign-in. The family's own always
     * do; other apps get an opaque token then, for UserInfo, if they asked for `openid`.
     */
    useGrantedResource: (_ctx: KoaContextWithOIDC, token: { clientId?: string | undefined }) =>
      byId.has(token.clientId ?? ''),
  }
}
