import type { FastifyRequest } from 'fastify'
import { forbidden, unauthorized, unavailable } from './app-error.ts'

export type Role = 'owner' | 'admin' | 'artist' | 'listener'

/** Who a request is from, as the access token says. A service account has `clientId`, no roles and no `sid`. */
export interface User {
  id: string
  name: string
  email?: string
  roles: Role[]
  /** The session at AuthBell, one for each user agent and product. */
  sid?: string
  scopes: string[]
  clientId?: string
}

/** `issuedAt` and `expiresAt` are ms UTC. */
export interface VerifiedToken {
  user: User
  /** The client that the token was issued to, a product or another app. */
  clientId: string
  issuedAt: number
  expiresAt: number
}

/** @throws AppError 401 (invalid_token, token_expired) or 503 (auth_unavailable, keys cannot be had) */
export type TokenVerifier = (token: string) => VerifiedToken | Promise<VerifiedToken>

declare module 'fastify' {
  interface FastifyInstance {
    verifyToken: TokenVerifier | undefined
  }
  interface FastifyRequest {
    verified: VerifiedToken | undefined
    /** @throws unauthorized (401) where nobody is signed in or no guard ran */
    readonly user: User
    /** Who looks, where that need not be anyone (after `maybeSignedIn` or `signedIn`). */
    readonly viewer: User | undefined
  }
}

const nobody = () => unauthorized('unauthorized', 'Sign in to do this.')

/** Guard: lets only signed-in users and service accounts pass. */
export async function signedIn(request: FastifyRequest): Promise<void> {
  await maybeSignedIn(request)
  if (!request.verified) throw nobody()
}

/** Guard for what everyone may see, some more than others; a token that is given must be valid. */
export async function maybeSignedIn(request: FastifyRequest): Promise<void> {
  if (request.verified) return
  const token = bearerToken(request.headers.authorization)
  if (token === undefined) return
  const verify = request.server.verifyToken
  if (!verify) throw unavailable('auth_unavailable', 'This service checks no tokens.')
  request.verified = await verify(token)
}

/** Guard: the token must carry the scope, as service accounts' do. */
export function requireScope(scope: string) {
  tokenNeeds.set(scoped, 'required')
  return scoped

  async function scoped(request: FastifyRequest): Promise<void> {
    await signedIn(request)
    if (!request.user.scopes.includes(scope)) {
      throw forbidden('insufficient_scope', `This needs an access token with the scope ${scope}.`)
    }
  }
}

// What each guard wants, for the description of the API.
const tokenNeeds = new WeakMap<object, 'required' | 'optional'>([
  [signedIn, 'required'],
  [maybeSignedIn, 'optional'],
])

/** Whether a hook of a route wants an access token; undefined where it does not look at any. */
export function tokenNeed(hook: unknown) {
  return typeof hook === 'function' ? tokenNeeds.get(hook) : undefined
}

/** Gives requests `user` and `viewer`. Getters, since a request decorated with objects would share them. */
export function decorateWithUser(app: { decorateRequest(name: string, value: unknown): unknown }) {
  app.decorateRequest('verified', undefined)
  app.decorateRequest('user', {
    getter(this: FastifyRequest) {
      if (!this.verified) throw nobody()
      return this.verified.user
    },
  })
  app.decorateRequest('viewer', {
    getter(this: FastifyRequest) {
      return this.verified?.user
    },
  })
}

// RFC 6750 §2.1; the scheme's name is case-insensitive.
function bearerToken(authorization: string | undefined) {
  if (authorization === undefined) return undefined
  const match = /^bearer +([\w~+/.=-]+)$/i.exec(authorization)
  if (!match) throw unauthorized('invalid_token', 'The Authorization header holds no bearer token.')
  return match[1]
}
