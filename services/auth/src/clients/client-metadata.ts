import type { Db } from '@bell/platform/database'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { AuthClient } from '../deps.ts'
import { hashOf } from '../oidc/sealing.ts'
import type { AuthTables } from '../tables.ts'
import { findClient, type ClientRow } from './clients.queries.ts'
import { secretMetadata } from './client-secrets.ts'
import { grantTypesOf } from './scopes.ts'

/** Names of metadata that the library does not know: what `metadataOf` adds. */
export const customMetadata = [...secretMetadata, 'product_scopes']

/**
 * The library's view of registered clients. One is read by its primary key whenever it is needed, so that what was
 * disabled or removed a moment ago, in whichever process, is so here.
 */
export function clientAdapter(db: Db<AuthTables>): Adapter {
  const refuse = () => Promise.reject(new Error('Clients are changed by clients.ts alone.'))
  return {
    async find(id) {
      const client = await findClient(db, id)
      return client && client.disabledAt === null ? metadataOf(client) : undefined
    },
    upsert: refuse,
    consume: refuse,
    destroy: refuse,
    revokeByGrantId: refuse,
    findByUid: refuse,
    findByUserCode: refuse,
  }
}

function metadataOf(client: ClientRow): AdapterPayload {
  const { id, name, kind, secretHash, jwks, jwksUri, backchannelLogoutUri, scopes } = client
  return {
    client_id: id,
    client_name: name,
    application_type: kind === 'native' || kind === 'device' ? 'native' : 'web',
    grant_types: grantTypesOf(kind),
    response_types: kind === 'device' ? [] : ['code'],
    redirect_uris: JSON.parse(client.redirectUris) as string[],
    post_logout_redirect_uris: JSON.parse(client.postLogoutRedirectUris) as string[],
    token_endpoint_auth_method: authMethods[authenticationOf(client)],
    ...(secretHash !== null && { client_secret: secretHash }),
    ...(jwks !== null && { jwks: JSON.parse(jwks) as { keys: [] } }),
    ...(jwksUri !== null && { jwks_uri: jwksUri }),
    ...(backchannelLogoutUri !== null && {
      backchannel_logout_uri: backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
    product_scopes: scopes,
    earlier_secret: client.earlierSecretHash ?? undefined,
    earlier_secret_until: client.earlierSecretUntil ?? undefined,
  }
}

const authMethods = { secret: 'client_secret_basic', key: 'private_key_jwt', none: 'none' } as const

export function authenticationOf({ kind, secretHash }: Pick<ClientRow, 'kind' | 'secretHash'>) {
  if (kind !== 'server') return 'none'
  return secretHash === null ? 'key' : 'secret'
}

/** A product of the family, as the configuration says. */
export function ownMetadataOf(client: AuthClient) {
  const { id, secret, name, redirectUris, postLogoutRedirectUris, backchannelLogoutUri, service } = client
  return {
    client_id: id,
    client_secret: hashOf(secret),
    client_name: name,
    redirect_uris: redirectUris,
    post_logout_redirect_uris: postLogoutRedirectUris,
    ...(backchannelLogoutUri !== undefined && {
      backchannel_logout_uri: backchannelLogoutUri,
      backchannel_logout_session_required: true,
    }),
    response_types: ['code' as const],
    grant_types: ['authorization_code', 'refresh_token', ...(service ? ['client_credentials'] : [])],
  }
}
