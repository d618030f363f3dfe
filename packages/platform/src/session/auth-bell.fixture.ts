import { generateKeyPairSync } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider, type Configuration } from 'oidc-provider'
import { onTestFinished, vi } from 'vitest'

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

/**
 * A real OpenID Connect provider as AuthBell configures it, for as long as the test runs.
 * `person` is who sits at the sign-in page: an account, or nobody (who refuses).
 */
export async function testAuthBell(client: { id: string; secret: string; origin: string }) {
  const requests: { path: string; authorization: string | undefined }[] = []
  const state = { person: 'mina' as string | undefined, failing: false }
  let answer: (request: IncomingMessage, response: ServerResponse) => void = () => {}
  const server = createServer((request, response) => answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  // It warns of what is meant here: an adapter in memory.
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {})
  const provider = new Provider(issuer, configuration(client))
  warn.mockRestore()
  const attempts: unknown[] = []
  provider.use(async (ctx, next) => {
    await next()
    if (ctx.oidc?.route === 'token') attempts.push(ctx.oidc.body?.['idempotency_key'])
  })
  const callback = provider.callback()
  answer = (request, response) => {
    requests.push({ path: request.url!, authorization: request.headers.authorization })
    if (state.failing) {
      response.writeHead(502).end()
    } else if (request.url!.startsWith('/interaction/')) {
      const result = state.person
        ? { login: { accountId: state.person } }
        : { error: 'access_denied', error_description: 'nobody is there' }
      void provider.interactionFinished(request, response, result)
    } else {
      void callback(request, response)
    }
  }
  const close = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  onTestFinished(close)

  return {
    issuer,
    state,
    /** How often a path was asked for. */
    count: (path: string) => requests.filter((request) => request.path === path).length,
    requests,
    /** What tokens were asked for by, in order: names of attempts, where they had one. */
    attempts,
    close,
  }
}

function configuration({ id, secret, origin }: { id: string; secret: string; origin: string }): Configuration {
  return {
    clients: [
      {
        client_id: id,
        client_secret: secret,
        redirect_uris: [`${origin}/session/callback`],
        post_logout_redirect_uris: [`${origin}/`],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        backchannel_logout_uri: `${origin}/session/backchannel-logout`,
        backchannel_logout_session_required: true,
      },
    ],
    cookies: { keys: ['test'] },
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256', use: 'sig' } as never] },
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    extraTokenClaims: async (_ctx, token) =>
      'accountId' in token ? { sid: token.sid, name: 'Mina', email: 'mina@example.org', roles: ['listener'] } : {},
    findAccount: async (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    loadExistingGrant: async (ctx) => {
      const { oidc } = ctx
      const grant = new oidc.provider.Grant({ clientId: oidc.client!.clientId, accountId: oidc.session!.accountId! })
      grant.addOIDCScope('openid profile email')
      grant.addResourceScope(origin, 'music')
      await grant.save()
      return grant
    },
    interactions: { url: async (_ctx, interaction) => `/interaction/${interaction.uid}` },
    routes: {
      authorization: '/oidc/auth',
      end_session: '/oidc/session/end',
      jwks: '/oidc/jwks',
      revocation: '/oidc/token/revocation',
      token: '/oidc/token',
    },
    scopes: ['openid', 'profile', 'email'],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: async () => origin,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_ctx, audience) => ({
          scope: audience === origin ? 'music' : 'img:write',
          audience,
          accessTokenFormat: 'jwt',
          accessTokenTTL: 300,
          jwt: { sign: { alg: 'RS256' } },
        }),
      },
    },
    ttl: {
      AccessToken: 300,
      ClientCredentials: 300,
      Grant: 3600,
      IdToken: 300,
      Interaction: 600,
      RefreshToken: 3600,
      Session: 3600,
    },
  }
}
