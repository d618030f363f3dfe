import type { EventEmitter } from 'node:events'
import {
  Provider,
  interactionPolicy,
  type Adapter,
  type AdapterFactory,
  type Configuration,
  type KoaContextWithOIDC,
} from 'oidc-provider'
import { isOwnClient } from '@bell/platform/http'
import { isSecretOf } from '../clients/client-secrets.ts'
import { clientAdapter, customMetadata, ownMetadataOf } from '../clients/client-metadata.ts'
import { personScopes, splitScopes } from '../clients/scopes.ts'
import type { AuthDeps } from '../deps.ts'
import { deviceCodeSeconds, deviceFlow, deviceFlowRules } from '../device-flow/device-flow.ts'
import type { KeyRing } from '../keys/key-ring.ts'
import { answerKeySet, believeOldHints, CurrentKey } from '../keys/provider-keys.ts'
import { providerFetch } from '../logout/send.ts'
import { allowRegisteredOriginsOnly, originsOf } from './cross-origin.ts'
import { findOrMakeGrant } from './grants.ts'
import { idTokenSeconds, sessionCookieOptions, sessionLifeSeconds, sessionSecondsLeft } from './lifetimes.ts'
import { fetchOfApps, finishForOtherApps } from './other-apps.ts'
import { answerOutages } from './outages.ts'
import { logoutPage, problemPage, signedOutPage } from './pages.ts'
import { findPerson, tokenClaims } from './person.ts'
import { recordAdapter } from './records.ts'
import { refreshTokens } from './refresh-tokens.ts'
import { resourcesOf } from './resources.ts'
import { sessionRecords } from './session-records.ts'

/** The OpenID Connect provider: authorisation code with PKCE, JWT access tokens (RFC 9068), rotated refresh tokens. */
export function createProvider(deps: AuthDeps, keys: KeyRing): Provider {
  const refresh = refreshTokens(deps)
  const sessions = sessionRecords(deps)
  const adapter: AdapterFactory = (model) => {
    if (model === 'RefreshToken') return refresh.adapter
    if (model === 'Client') return clientAdapter(deps.db)
    if (model === 'Session') return sessions
    const records = recordAdapter(deps, model)
    return model === 'AuthorizationCode' || model === 'DeviceCode' ? withSid(records) : records
  }
  const provider = new Provider(deps.origin, configurationOf(deps, keys, adapter))
  provider.proxy = true
  provider.Client.prototype.compareClientSecret = function compareHashes(given) {
    return isSecretOf(this, given, deps.clock.now())
  }

  answerOutages(provider)
  provider.use(allowRegisteredOriginsOnly(deps))
  provider.use(deviceFlowRules(deps))
  provider.use(finishForOtherApps(deps))
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
    clients: deps.clients.map(ownMetadataOf),
    extraClientMetadata: { properties: customMetadata },
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    enabledJWA: {
      idTokenSigningAlgValues: ['RS256'],
      clientAuthSigningAlgValues: ['RS256', 'PS256', 'ES256', 'Ed25519', 'EdDSA'],
    },
    clientBasedCORS: (_ctx, origin, client) => originsOf(client.redirectUris ?? []).has(origin),
    responseTypes: ['code'],
    pkce: { required: () => true },
    scopes: [...personScopes],
    claims: { openid: ['sub', 'amr'], profile: ['name', 'locale', 'roles'], email: ['email'] },
    // Apps need not ask UserInfo for what people have allowed them to know.
    conformIdTokenClaims: false,
    findAccount: (_ctx, id) => findPerson(deps, id),
    loadExistingGrant: (ctx) => findOrMakeGrant(ctx, deps),
    extraTokenClaims: tokenClaims,
    issueRefreshToken: (_ctx, client, source) =>
      Promise.resolve(isOwnClient(client.clientId) ? client.grantTypeAllowed('refresh_token') : isOffline(source)),
    rotateRefreshToken: true,
    expiresWithSession: (_ctx, source) => Promise.resolve(!isOffline(source)),
    interactions: {
      policy: policy(),
      url: (_ctx, { uid, prompt }) => `/interaction/${uid}${prompt.name === 'consent' ? '/consent' : ''}`,
    },
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
      introspection: '/oidc/token/introspection',
      userinfo: '/oidc/userinfo',
      pushed_authorization_request: '/oidc/par',
      device_authorization: '/oidc/device/authorization',
      code_verification: '/oidc/device',
      end_session: '/oidc/session/end',
    },
    fetch: providerFetch(deps, fetchOfApps(deps)),
    discovery: { ui_locales_supported: ['ko', 'en', 'ja'] },
    renderError: problemPage,
    features: {
      devInteractions: { enabled: false },
      externalSigningSupport: { enabled: true, ack: 'experimental-01' },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: true },
      userinfo: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow,
      // Services check their tokens themselves; this tells an app about its own.
      introspection: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      backchannelLogout: { enabled: true },
      revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: logoutPage,
        postLogoutSuccessSource: signedOutPage,
      },
      resourceIndicators: {
        enabled: true,
        ...resourcesOf(deps),
      },
    },
    ttl: {
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 300,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? 300,
      AuthorizationCode: 60,
      DeviceCode: deviceCodeSeconds,
      PushedAuthorizationRequest: 60,
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

// What a person allows to go on without them (OpenID Connect Core §11).
function isOffline({ scope }: { scope?: string | undefined }) {
  return splitScopes(scope ?? '').includes('offline_access')
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

function policy() {
  const prompts = interactionPolicy.base()
  const { checks } = prompts.get('login')!
  // A session whose account has been disabled or deleted in the meantime asks for a sign-in, instead of failing.
  checks.add(
    new interactionPolicy.Check('account_gone', 'the account cannot be used any more', ({ oidc }) =>
      Boolean(oidc.session?.accountId && !oidc.account),
    ),
  )
  checks.add(
    new interactionPolicy.Check(
      'other_account',
      'the person wants to sign in as someone else',
      ({ oidc }) => oidc.result?.['otherAccount'] === true,
    ),
  )
  return prompts
}
