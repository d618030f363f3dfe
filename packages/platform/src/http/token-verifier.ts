import type { KeyObject } from 'node:crypto'
import { createVerifier, TokenError } from 'fast-jwt'
import { z } from 'zod'
import type { Clock } from '../clock/index.ts'
import { unauthorized, unavailable } from './app-error.ts'
import type { KeySet } from './key-set.ts'
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
  /** The revision of the account that it was made from. */
  rev: z.number().optional(),
  name: z.string().optional(),
  email: z.string().optional(),
  roles: z.array(z.enum(['owner', 'admin', 'artist', 'listener'])).default([]),
})

/** Ours have about 1 kB. What is longer is not looked at. */
const mostLetters = 8 * 1024
/** By how much the machines' clocks may differ, in milliseconds. */
export const clockSkewMs = 5_000
const mostRemembered = 5_000

/**
 * Checks access tokens without asking anyone: RS256 by AuthBell's public keys, `typ` at+jwt, issuer, audience, time.
 * Of the header only `kid` is used, to choose among the keys that are known; no address and no key in it is looked at.
 * A verified token is remembered until it expires or its key is taken back.
 * @param o.audience the product's own origin
 */
export function createTokenVerifier(o: {
  issuer: string
  audience: string
  keys: KeySet
  clock: Clock
}): TokenVerifier {
  const signatureChecks = new WeakMap<KeyObject, (token: string) => unknown>()
  // The whole token is the key: its signature alone would let another payload through.
  const remembered = new Map<string, { verified: VerifiedToken; kid: string; key: KeyObject }>()

  function checkWith(key: KeyObject) {
    const made = signatureChecks.get(key)
    if (made) return made
    const check = createVerifier({
      key: key.export({ type: 'spki', format: 'pem' }) as string,
      algorithms: ['RS256'],
      checkTyp: 'at+jwt',
      allowedIss: o.issuer,
      allowedAud: o.audience,
      requiredClaims: ['iss', 'aud', 'sub', 'iat', 'exp', 'client_id'],
      // It takes no clock, so times are checked below.
      ignoreExpiration: true,
      ignoreNotBefore: true,
      cache: false,
    }) as (token: string) => unknown
    signatureChecks.set(key, check)
    return check
  }

  function checkExpiry({ expiresAt }: VerifiedToken) {
    if (expiresAt + clockSkewMs <= o.clock.now())
      throw unauthorized('token_expired', 'The access token has expired.', challenge)
  }

  async function check(token: string) {
    const kid = readKeyId(token)
    const key = await o.keys.find(kid)
    if (!key) throw invalid('its key is unknown')
    const verified = readClaims(
      attempt(() => checkWith(key)(token)),
      o.clock.now(),
    )
    checkExpiry(verified)
    if (remembered.size >= mostRemembered) remembered.delete(remembered.keys().next().value!)
    remembered.set(token, { verified, kid, key })
    return verified
  }

  return (token) => {
    if (token.length > mostLetters) throw invalid(`it is longer than ${mostLetters} letters`)
    const entry = remembered.get(token)
    if (entry && o.keys.known(entry.kid) === entry.key) {
      if (entry.verified.expiresAt + clockSkewMs <= o.clock.now()) remembered.delete(token)
      checkExpiry(entry.verified)
      return entry.verified
    }
    remembered.delete(token)
    return check(token)
  }
}

const challenge = { headers: { 'www-authenticate': 'Bearer error="invalid_token"' } }

function invalid(reason: string, cause?: unknown) {
  return unauthorized('invalid_token', `The access token is not valid: ${reason}.`, { ...challenge, cause })
}

/** AuthBell has signed it, and signs nothing for later: a machine's clock is wrong (ADR 54), and nobody's sign-in. */
const clockOff = () =>
  unavailable('clock_off', 'The clocks of this server and of AuthBell differ; please try again shortly.', {
    headers: { 'retry-after': '1' },
  })

function attempt<Result>(verify: () => Result) {
  try {
    return verify()
  } catch (cause) {
    throw invalid(cause instanceof TokenError ? cause.message.replace(/\.$/, '') : 'it cannot be read', cause)
  }
}

const Header = z.object({ kid: z.string().min(1).max(200), crit: z.undefined().optional() })

/** Names the key; refuses what is not one way, and the only way, of writing three parts in base64url (RFC 7515 §2). */
function readKeyId(token: string): string {
  const [, header, payload, signature] = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token) ?? []
  const canonical = [header, payload, signature].every(
    (part) => part !== undefined && Buffer.from(part, 'base64url').toString('base64url') === part,
  )
  if (!canonical) throw invalid('it is not three parts in base64url')
  return attempt(() => Header.parse(JSON.parse(Buffer.from(header!, 'base64url').toString())).kid)
}

function readClaims(payload: unknown, now: number): VerifiedToken {
  const parsed = Claims.safeParse(payload)
  if (!parsed.success) throw invalid('its claims are not those of an access token', parsed.error)
  const { sub, client_id: clientId, scope, sid, iat, exp, nbf, rev, name, email, roles } = parsed.data
  if (Math.max(iat, nbf ?? iat) * 1000 > now + clockSkewMs) throw clockOff()
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
  return { user, clientId, issuedAt: iat * 1000, expiresAt: exp * 1000, ...(rev !== undefined && { revision: rev }) }
}
