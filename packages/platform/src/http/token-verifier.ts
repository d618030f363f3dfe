import { createPublicKey } from 'node:crypto'
import { createVerifier, TokenError } from 'fast-jwt'
import { z } from 'zod'
import type { Clock } from '../clock/index.ts'
import { unauthorized } from './app-error.ts'
import { createKeySet } from './key-set.ts'
import type { Logger } from './logging.ts'
import type { TokenVerifier, User, VerifiedToken } from './users.ts'

/** RFC 9068 §2.2 and what AuthBell adds; `iat`, `exp` and `nbf` are seconds. */
const Claims = z.object({
  sub: z.string().min(1),
  client_id: z.string(),
  scope: z.string().default(''),
  sid: z.string().optional(),
  iat: z.number(),
  exp: z.number(),
  nbf: z.number().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  roles: z.array(z.enum(['owner', 'admin', 'artist', 'listener'])).default([]),
})

const remembered = { tokens: 5_000 }

/**
 * Checks access tokens without asking anyone: RS256 by AuthBell's public keys, `typ` at+jwt, issuer, audience, time.
 * A verified token is remembered until it expires; the keys come from the JWKS and are fetched again for a new `kid`.
 */
export function createTokenVerifier(o: {
  issuer: string
  /** The product's own origin. */
  audience: string
  jwksUrl: string
  clock: Clock
  log: Logger
}): TokenVerifier {
  const keys = createKeySet({
    url: o.jwksUrl,
    clock: o.clock,
    log: o.log,
    // fast-jwt takes no clock, so times are checked below.
    build: (jwk) =>
      createVerifier({
        key: createPublicKey({ key: jwk, format: 'jwk' }).export({ type: 'spki', format: 'pem' }),
        algorithms: ['RS256'],
        checkTyp: 'at+jwt',
        allowedIss: o.issuer,
        allowedAud: o.audience,
        requiredClaims: ['iss', 'aud', 'sub', 'iat', 'exp', 'client_id'],
        ignoreExpiration: true,
        ignoreNotBefore: true,
        cache: false,
      }) as (token: string) => unknown,
  })
  // The whole token is the key: its signature alone would let another payload through.
  const known = new Map<string, VerifiedToken>()

  function remember(token: string, verified: VerifiedToken) {
    if (known.size >= remembered.tokens) known.delete(known.keys().next().value!)
    known.set(token, verified)
  }

  function checkTime({ expiresAt }: VerifiedToken) {
    if (expiresAt <= o.clock.now()) throw unauthorized('token_expired', 'The access token has expired.', challenge)
  }

  async function check(token: string) {
    const verify = await keys.find(keyIdOf(token))
    if (!verify) throw invalid('its key is unknown')
    const verified = readClaims(
      attempt(() => verify(token)),
      o.clock.now(),
    )
    checkTime(verified)
    remember(token, verified)
    return verified
  }

  return (token) => {
    const verified = known.get(token)
    if (!verified) return check(token)
    if (verified.expiresAt <= o.clock.now()) known.delete(token)
    checkTime(verified)
    return verified
  }
}

const challenge = { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }

function invalid(reason: string, cause?: unknown) {
  return unauthorized('invalid_token', `The access token is not valid: ${reason}.`, { ...challenge, cause })
}

function attempt<Result>(verify: () => Result) {
  try {
    return verify()
  } catch (cause) {
    throw invalid(cause instanceof TokenError ? cause.message.replace(/\.$/, '') : 'it cannot be read', cause)
  }
}

function keyIdOf(token: string): string {
  return attempt(() => {
    const header = JSON.parse(Buffer.from(token.split('.', 1)[0]!, 'base64url').toString()) as { kid?: unknown }
    if (typeof header.kid !== 'string') throw new Error('no kid')
    return header.kid
  })
}

function readClaims(payload: unknown, now: number): VerifiedToken {
  const parsed = Claims.safeParse(payload)
  if (!parsed.success) throw invalid('its claims are not those of an access token', parsed.error)
  const { sub, client_id: clientId, scope, sid, iat, exp, nbf, name, email, roles } = parsed.data
  if (nbf !== undefined && nbf * 1000 > now + 5_000) throw invalid('it is not valid yet')
  const service = sub === clientId
  const user: User = {
    id: sub,
    name: name ?? sub,
    roles: service ? [] : roles,
    scopes: scope.split(' ').filter(Boolean),
    ...(email !== undefined && { email }),
    ...(sid !== undefined && { sid }),
    ...(service && { clientId }),
  }
  return { user, clientId, issuedAt: iat * 1000, expiresAt: exp * 1000 }
}
