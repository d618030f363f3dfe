import { compactVerify, decodeProtectedHeader, type CompactVerifyResult } from 'jose'
import { ExternalSigningKey, type Client, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import type { KeyRing } from './key-ring.ts'

// The library reads its keys once, when it is made. Ours change while it runs, so what it is given is one key that
// stands for whichever signs at the moment.

/** The key that signs now, as the library wants keys that are kept outside of it. */
export class CurrentKey extends ExternalSigningKey {
  readonly #ring: KeyRing
  constructor(ring: KeyRing) {
    super()
    this.#ring = ring
  }
  override get kid() {
    return this.#ring.current().kid
  }
  override get alg() {
    return 'RS256'
  }
  override get kty() {
    return 'RSA'
  }
  override get n() {
    return this.#ring.current().jwk.n
  }
  override get e() {
    return this.#ring.current().jwk.e
  }
  override keyObject() {
    return this.#ring.current().key
  }
  /** Signs with the key that the header names: another may have become current since the header was written. */
  override sign(data: Uint8Array) {
    const [header] = Buffer.from(data).toString('latin1').split('.', 1)
    const { kid } = decodeProtectedHeader({ protected: header })
    return this.#ring.sign(kid!, data)
  }
}

/** Middleware: the key set is answered as it is now. */
export function answerKeySet(ring: KeyRing) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    await next()
    // Addresses that the provider does not know have no `oidc`.
    if ((ctx.oidc as KoaContextWithOIDC['oidc'] | undefined)?.route !== 'jwks' || ctx.status !== 200) return
    ctx.body = { keys: ring.published() }
    ctx.set('Cache-Control', 'public, max-age=300')
  }
}

/** An ID token that comes back as a hint may be of a key that signs no more, or is gone; never of one withdrawn. */
export function believeOldHints(provider: Provider, ring: KeyRing) {
  const hints = provider.IdToken as unknown as { validate(jwt: string, client: Client): Promise<object> }
  hints.validate = async (jwt, client) => {
    const { payload, protectedHeader } = await compactVerify(jwt, ({ kid }) => keyOf(ring, kid), {
      algorithms: ['RS256'],
    })
    return { payload: claimsOf(payload, provider.issuer, client.clientId), header: protectedHeader }
  }
}

function keyOf(ring: KeyRing, kid: string | undefined) {
  const key = kid === undefined ? undefined : ring.find(kid)
  if (!key) throw new Error('The ID token is of a key that is not known.')
  return key
}

// Its expiry does not matter: it only says who the browser was, and which session to ask about.
function claimsOf(payload: CompactVerifyResult['payload'], issuer: string, clientId: string) {
  const claims = JSON.parse(Buffer.from(payload).toString()) as { iss?: unknown; aud?: unknown; sub?: unknown }
  if (claims.iss !== issuer) throw new Error('The ID token is of another issuer.')
  if (![claims.aud].flat().includes(clientId)) throw new Error('The ID token is for another client.')
  if (typeof claims.sub !== 'string') throw new Error('The ID token names nobody.')
  return claims
}
