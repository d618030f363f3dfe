import { setTimeout as wait } from 'node:timers/promises'
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  buildEndSessionUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  clockTolerance,
  Configuration,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  refreshTokenGrant,
  ResponseBodyError,
  tokenRevocation,
  type TokenEndpointResponse,
  type TokenEndpointResponseHelpers,
} from 'openid-client'
import { compactVerify, decodeJwt, errors } from 'jose'
import { z } from 'zod'
import { unavailable, type KeySet } from '../http/index.ts'

/** What a login under way must remember until the browser comes back. */
export const LoginTransaction = z.object({
  state: z.string(),
  nonce: z.string(),
  verifier: z.string(),
  returnTo: z.string(),
  silent: z.boolean(),
})
export type LoginTransaction = z.infer<typeof LoginTransaction>

/** What AuthBell gave for a login or a refresh. */
export interface Tokens {
  accessToken: string
  refreshToken: string
  idToken: string
  sid: string
  /** Signed in on a computer that others use, too: nothing is kept beyond the browser's closing. */
  shared: boolean
}

/** A login that came to nothing; `reason` is OAuth's error code, or `not_genuine` for an answer that is not AuthBell's. */
export class LoginRefused extends Error {
  readonly reason: string
  constructor(reason: string, cause: unknown) {
    super(`The login was refused: ${reason}`, { cause })
    this.reason = reason
  }
}

export interface ClientOptions {
  origin: string
  /** AuthBell's public origin, where browsers go. */
  issuer: string
  /** Where this server reaches AuthBell, such as http://127.0.0.1:4000. */
  authInternal: string
  clientId: string
  clientSecret: string
  audience: string
  keys: KeySet
}

/** A refresh is tried again for so long, in ms; after that it is the page's to try, within AuthBell's grace still. */
const refreshAgainMs = 2000
const refreshPauseMs = 200

/** One product as a confidential client of AuthBell: OpenID Connect with PKCE, by static metadata. */
export function createAuthBell(o: ClientOptions) {
  const redirectUri = `${o.origin}/session/callback`
  const config = new Configuration(
    {
      issuer: o.issuer,
      authorization_endpoint: `${o.issuer}/oidc/auth`,
      end_session_endpoint: `${o.issuer}/oidc/session/end`,
      token_endpoint: `${o.authInternal}/oidc/token`,
      revocation_endpoint: `${o.authInternal}/oidc/token/revocation`,
      authorization_response_iss_parameter_supported: true,
    },
    o.clientId,
    // The machines' clocks need not agree to the second.
    { id_token_signed_response_alg: 'RS256', [clockTolerance]: 30 },
    ClientSecretBasic(o.clientSecret),
  )
  config.timeout = 10
  // The internal way is plain http on loopback or a private network; what comes by it is checked by signature, here: the
  // library would keep keys of its own, and know a new one up to a minute late.
  allowInsecureRequests(config)

  /** @throws where the ID token is not signed by AuthBell */
  async function genuine(tokens: Tokens): Promise<Tokens> {
    await compactVerify(
      tokens.idToken,
      async ({ kid = '' }) => {
        // It is AuthBell's answer to our own request, nobody's guess: a key that is not known yet is asked for at once.
        if (!o.keys.known(kid)) await o.keys.refresh()
        const key = o.keys.known(kid)
        if (!key) throw new errors.JWKSNoMatchingKey()
        return key
      },
      { algorithms: ['RS256'] },
    )
    return tokens
  }

  return {
    /** Where to send the browser, and what to remember until it is back. */
    async beginLogin(returnTo: string, silent: boolean) {
      const transaction: LoginTransaction = {
        state: randomState(),
        nonce: randomNonce(),
        verifier: randomPKCECodeVerifier(),
        returnTo,
        silent,
      }
      const location = buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: 'openid profile email',
        resource: o.audience,
        state: transaction.state,
        nonce: transaction.nonce,
        code_challenge: await calculatePKCECodeChallenge(transaction.verifier),
        code_challenge_method: 'S256',
        ...(silent && { prompt: 'none' }),
      })
      return { transaction, location: location.href }
    },

    /** @throws LoginRefused, or auth_unavailable (503) */
    async finishLogin(query: string, { state, nonce, verifier }: LoginTransaction): Promise<Tokens> {
      try {
        const checks = { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true }
        const parameters = { resource: o.audience }
        const answer = await authorizationCodeGrant(config, new URL(redirectUri + query), checks, parameters)
        return await genuine(tokensOf(answer))
      } catch (error) {
        if (error instanceof AuthorizationResponseError || isRefusal(error)) throw new LoginRefused(error.error, error)
        if (isNotGenuine(error)) throw new LoginRefused('not_genuine', error)
        throw outOfReach(error)
      }
    },

    /**
     * Where no answer comes, AuthBell may have taken the token already: within its grace it repeats the answer, so it is
     * asked again from here, which is sooner than a page could.
     * @param attempt the page's name for it, by which AuthBell knows whoever comes again later
     * @returns undefined where the session has ended @throws auth_unavailable (503)
     */
    async refresh(refreshToken: string, attempt?: string): Promise<Tokens | undefined> {
      const began = performance.now()
      const parameters = { resource: o.audience, ...(attempt !== undefined && { idempotency_key: attempt }) }
      for (let pauseMs = refreshPauseMs; ; pauseMs *= 2) {
        try {
          return await genuine(tokensOf(await refreshTokenGrant(config, refreshToken, parameters)))
        } catch (error) {
          if (isRefusal(error)) return undefined
          if (performance.now() - began + pauseMs > refreshAgainMs) throw outOfReach(error)
          await wait(pauseMs)
        }
      }
    },

    /** Ends the session at AuthBell. A token that is over already is no error. @throws auth_unavailable (503) */
    async revoke(refreshToken: string) {
      try {
        await tokenRevocation(config, refreshToken, { token_type_hint: 'refresh_token' })
      } catch (error) {
        throw outOfReach(error)
      }
    },

    /** Where the browser ends its own session at AuthBell, and comes back from. */
    endSessionAddress(idToken: string) {
      return buildEndSessionUrl(config, {
        id_token_hint: idToken,
        client_id: o.clientId,
        post_logout_redirect_uri: `${o.origin}/`,
      }).href
    },
  }
}

// An answer or a token that AuthBell did not give for this very login.
function isNotGenuine(error: unknown) {
  if (error instanceof errors.JOSEError) return true
  return error instanceof ClientError && /INVALID_RESPONSE|JWT|COMPARISON/.test(error.code ?? '')
}

// Only this says that the grant itself is over; whatever else goes wrong must not cost anyone their session.
function isRefusal(error: unknown): error is ResponseBodyError {
  return error instanceof ResponseBodyError && error.error === 'invalid_grant'
}

function outOfReach(cause: unknown) {
  return unavailable('auth_unavailable', 'Sign-in is not available at the moment; please try again shortly.', { cause })
}

function tokensOf(response: TokenEndpointResponse & TokenEndpointResponseHelpers): Tokens {
  const { access_token: accessToken, refresh_token: refreshToken, id_token: idToken } = response
  if (!refreshToken || !idToken) throw new Error('AuthBell gave no refresh token or no ID token.')
  const { sid, shared = false } = decodeJwt<{ sid?: string; shared?: boolean }>(accessToken)
  if (sid === undefined) throw new Error('AuthBell gave a token of no session.')
  return { accessToken, refreshToken, idToken, sid, shared }
}
