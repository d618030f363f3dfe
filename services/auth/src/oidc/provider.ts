import type { EventEmitter } from 'node:events'
import {
  Provider,
  interactionPolicy,
  type Adapter,
  type AdapterFactory,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import type { AuthClient, AuthDeps } from '../deps.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { answerKeySet, believeOldHints, CurrentKey } from '../keys/provider-keys.ts'
import { allowRegisteredOriginsOnly, originsOf } from './cross-origin.ts'
import { findOrMakeGrant } from './grants.ts'
import { idTokenSeconds, sessionCookieOptions, sessionLifeSeconds, sessionSecondsLeft } from './lifetimes.ts'
import { logoutPage, problemPage, signedOutPage } from './pages.ts'
import { findPerson, tokenClaims } from './person.ts'
import { recordAdapter } from './records.ts'
import { refreshTokens } from './refresh-tokens.ts'
import { personScope, resourcesOf } from './resources.ts'
import { endSessionsAfter } from './session-ends.ts'

/** The OpenID Connect provider: authorisation code with PKCE, JWT access tokens (RFC 9068), rotated refresh tokens. */
export function createProvider(deps: AuthDeps, keys: KeyRing): Provider {
  const refresh = refreshTokens(deps)
  const adapter: AdapterFactory = (model) => {
    if (model === 'RefreshToken') return refresh.adapter
    const records = recordAdapter(deps, model)
    return model === 'AuthorizationCode' ? withSid(records) : records
  }
  const provider = new Provider(deps.origin, configurationOf(deps, keys, adapter))
  provider.proxy = true

  provider.use(allowRegisteredOriginsOnly(deps.clients))
  provider.use(endSessionsAfter(deps))
  provider.use(answerKeySet(keys))
  believeOldHints(provider, keys)
  provider.use(refresh.answerWithSuccessor)
  provider.on('server_error', (_ctx, error) => deps.log.error({ err: error }, 'oidc_server_error'))
  // Of Koa, which the types leave out.
  ;(provider as unknown as EventEmitter).on('error', (error: unknown) => deps.log.error({ err: error }, 'oidc_error'))
  return provider
}

function configurationOf(deps: AuthDeps, keys: KeyRing, adapter: AdapterFactory): Configuration {
  const secure = deps.origin.startsWith('https:')
  return {
    adapter,
    jwks: { keys: [new CurrentKey(keys)] },
    clients: deps.clients.map(metadataOf),
    clientAuthMethods: ['client_secret_basic', 'client_secret_post'],
    clientBasedCORS: (_ctx, origin, client) => originsOf(client.redirectUris ?? []).has(origin),
    responseTypes: ['code'],
    pkce: { required: () => true },
    scopes: personScope.split(' '),
    claims: { openid: ['sub', 'roles'], profile: ['name', 'locale'], email: ['email'] },
    findAccount: (_ctx, id) => findPerson(deps, id),
    loadExistingGrant: (ctx) => findOrMakeGrant(ctx, deps.clients),
    extraTokenClaims: tokenClaims,
    issueRefreshToken: (_ctx, client) => Promise.resolve(client.grantTypeAllowed('refresh_token')),
    rotateRefreshToken: true,
    expiresWithSession: () => Promise.resolve(true),
    interactions: { policy: policy(), url: (_ctx, interaction) => `/interaction/${interaction.uid}` },
    cookies: {
      names: {
        session: `${secure ? '__Host-' : ''}bell-auth-sso`,
        interaction: 'bell-auth-interaction',
        resume: 'bell-auth-resume',
      },
      long: sessionCookieOptions,
      short: { httpOnly: true, sameSite: 'lax' },
    },
    routes: {
      authorization: '/oidc/auth',
      token: '/oidc/token',
      jwks: '/oidc/jwks',
      revocation: '/oidc/token/revocation',
      end_session: '/oidc/session/end',
    },
    discovery: { ui_locales_supported: ['ko', 'en', 'ja'] },
    renderError: problemPage,
    features: {
      devInteractions: { enabled: false },
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      // It refuses JWT access tokens; what it would tell is in the ID token.
      userinfo: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: logoutPage(deps.clients),
        postLogoutSuccessSource: signedOutPage,
      },
      resourceIndicators: {
        enabled: true,
        ...resourcesOf(deps.clients),
        // Else the scope `openid` would yield an opaque token.
        useGrantedResource: () => true,
      },
    },
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 300,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 300,
      AuthorizationCode: 60,
      IdToken: idTokenSeconds,
      Interaction: 12 * 3600,
      Grant: sessionLifeSeconds + 3600,
      Session: (_ctx, session) => sessionSecondsLeft(session),
      // A family ends when its first token would have; rotation does not prolong it.
      RefreshToken: (ctx) => {
        const replaced = (ctx as KoaContextWithOIDC | undefined)?.oidc.entities.RotatedRefreshToken
        return replaced ? Math.max(1, replaced.remainingTTL) : sessionLifeSeconds
      },
    },
  }
}

function metadataOf({ id, secret, name, redirectUris, postLogoutRedirectUris, service }: AuthClient) {
  return {
    client_id: id,
    client_secret: secret,
    client_name: name,
    redirect_uris: redirectUris,
    post_logout_redirect_uris: postLogoutRedirectUris,
    response_types: ['code' as const],
    grant_types: ['authorization_code', 'refresh_token', ...(service ? ['client_credentials'] : [])],
  }
}

// Every token names its session. The library says it of its own accord only to clients with back-channel logout; from
// the code it goes on to all that is issued for it.
function withSid(codes: Adapter): Adapter {
  return {
    ...codes,
    upsert(id, payload, expiresIn) {
      const session = Provider.ctx?.oidc.session
      const sid = payload.clientId === undefined ? undefined : session?.sidFor(payload.clientId)
      return codes.upsert(id, { ...payload, sid }, expiresIn)
    },
  }
}

// A session whose account has been disabled or deleted in the meantime asks for a sign-in, instead of failing.
function policy() {
  const prompts = interactionPolicy.base()
  prompts
    .get('login')!
    .checks.add(
      new interactionPolicy.Check('account_gone', 'the account cannot be used any more', ({ oidc }) =>
        Boolean(oidc.session?.accountId && !oidc.account),
      ),
    )
  return prompts
}
