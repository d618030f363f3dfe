import { errors, type Client, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'
import type { AuthClient } from '../deps.ts'
import { accessTokenSeconds } from './lifetimes.ts'

/** What a product may ask about the person who signs in. */
export const personScope = 'openid profile email'

/** Which access tokens a client can get: for people those of its own product, in its own name those of its services. */
export function resourcesOf(clients: AuthClient[]) {
  const byId = new Map(clients.map((client) => [client.id, client]))
  const inOwnName = (ctx: KoaContextWithOIDC) => ctx.oidc.params?.grant_type === 'client_credentials'

  return {
    /** The audience where the client names none. */
    defaultResource(ctx: KoaContextWithOIDC, client: Client, oneOf?: readonly string[]) {
      const known = byId.get(client.clientId)!
      return oneOf ?? (inOwnName(ctx) ? (known.service?.[0]?.audience ?? known.audience) : known.audience)
    },

    /** @throws InvalidTarget for an audience that is not this client's */
    getResourceServerInfo(ctx: KoaContextWithOIDC, resource: string, client: Client): ResourceServer {
      const known = byId.get(client.clientId)!
      const service = known.service?.find(({ audience }) => audience === resource)
      const scope = inOwnName(ctx) ? service?.scopes.join(' ') : resource === known.audience ? personScope : undefined
      if (scope === undefined) throw new errors.InvalidTarget()
      return {
        scope,
        audience: resource,
        accessTokenFormat: 'jwt',
        accessTokenTTL: accessTokenSeconds,
        jwt: { sign: { alg: 'RS256' } },
      }
    },
  }
}
