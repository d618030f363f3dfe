import type { AuthDeps } from '../deps.ts'
import { authenticationOf } from './client-metadata.ts'
import type { ClientRow } from './clients.queries.ts'
import type { Client } from './clients.schema.ts'
import { splitScopes } from './scopes.ts'

/** A client without what nobody may see. */
export function presentClient(
  { clock }: Pick<AuthDeps, 'clock'>,
  { adderName, ...client }: ClientRow & { adderName: string | null },
): Client {
  const { id, name, kind, backchannelLogoutUri, jwks, jwksUri, earlierSecretUntil, createdAt, disabledAt } = client
  return {
    id,
    name,
    kind,
    authentication: authenticationOf(client),
    redirectUris: JSON.parse(client.redirectUris) as string[],
    postLogoutRedirectUris: JSON.parse(client.postLogoutRedirectUris) as string[],
    backchannelLogoutUri,
    jwks,
    jwksUri,
    scopes: splitScopes(client.scopes),
    earlierSecretUntil:
      earlierSecretUntil !== null && earlierSecretUntil > clock.now()
        ? new Date(earlierSecretUntil).toISOString()
        : null,
    addedBy: adderName,
    createdAt: new Date(createdAt).toISOString(),
    disabledAt: disabledAt === null ? null : new Date(disabledAt).toISOString(),
  }
}
