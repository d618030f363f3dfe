import { decodeProtectedHeader, errors, jwtVerify } from 'jose'
import { z } from 'zod'
import type { Clock } from '../clock/index.ts'
import { badRequest, type KeySet } from '../http/index.ts'

/** OpenID Connect Back-Channel Logout 1.0 §2.4. */
export const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'
/**
 * AuthBell's own event (RFC 8417), for the products of the family alone: nobody is signed out, but tokens that were
 * issued before are refused, so that the next ones say what holds now.
 */
export const denyTokensEvent = 'urn:bell:event:deny-tokens'

/**
 * `sub`'s tokens of an account revision below `revision`; or a client's tokens that were issued up to `at` (ms UTC),
 * `wholly` or those of `sub` alone.
 */
export const DenyTokens = z.union([
  z.object({ revision: z.int() }),
  z.object({ clientId: z.string(), at: z.int(), wholly: z.boolean() }),
])
export type DenyTokens = z.infer<typeof DenyTokens>

const LogoutClaims = z.object({
  jti: z.string().min(1).max(200),
  exp: z.number(),
  sub: z.string().min(1).max(200).optional(),
  sid: z.string().min(1).max(200).optional(),
  events: z.union([z.object({ [logoutEvent]: z.looseObject({}) }), z.object({ [denyTokensEvent]: DenyTokens })]),
  // An ID token has one.
  nonce: z.never().optional(),
})
export type LogoutClaims = z.infer<typeof LogoutClaims>

/** Clocks need not agree to the second. */
const clockToleranceSeconds = 5

/** Checks what AuthBell posts when a session ends, as the specification says (§2.6). @returns its claims */
export function createLogoutVerifier(o: { issuer: string; clientId: string; keys: KeySet; clock: Clock }) {
  /** @throws invalid_logout_token (400), auth_unavailable (503) */
  return async function verifyLogoutToken(token: string): Promise<LogoutClaims> {
    const key = await o.keys.find(keyIdOf(token))
    if (!key) throw invalid('its key is unknown')
    try {
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['RS256'],
        typ: 'logout+jwt',
        issuer: o.issuer,
        audience: o.clientId,
        requiredClaims: ['iat', 'exp', 'jti'],
        clockTolerance: clockToleranceSeconds,
        maxTokenAge: '5m',
        currentDate: new Date(o.clock.now()),
      })
      return LogoutClaims.parse(payload)
    } catch (cause) {
      if (cause instanceof errors.JOSEError) throw invalid(cause.message, cause)
      throw invalid('its claims are not those of a logout token', cause)
    }
  }
}

function keyIdOf(token: string) {
  try {
    return z.string().parse(decodeProtectedHeader(token).kid)
  } catch (cause) {
    throw invalid('it cannot be read', cause)
  }
}

function invalid(reason: string, cause?: unknown) {
  return badRequest('invalid_logout_token', `The logout token is not valid: ${reason}.`, { cause })
}
