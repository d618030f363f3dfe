import type { FastifyRequest } from 'fastify'
import { AppError, forbidden, unauthorized, unavailable } from './app-error.ts'

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
  /** Of the person's account, when the token was made from it; none for service accounts. */
  revision?: number
}

/** Knows of genuine tokens that are refused all the same: of sessions that have ended, accounts that have changed. */
export interface TokenDenials {
  /** @throws AppError 401 (session_ended, token_outdated) or 503 (sessions_unknown) */
  check(verified: VerifiedToken): void | Promise<void>
}

/** @throws AppError 401 (invalid_token, token_expired) or 503 (auth_unavailable, keys cannot be had; clock_off) */
export type TokenVerifier = (token: string) => VerifiedToken | Promise<VerifiedToken>

declare module 'fastify' {
  interface FastifyInstance {
    verifyToken: TokenVerifier | undefined
    denials: TokenDenials | undefined
    /** Whose service this is; the scopes of other apps begin with it: `music:read`. */
    product: string
  }
  interface FastifyContextConfig {
    /** The route only tells something, although its method is none that reads. */
    reads?: true
  }
  interface FastifyRequest {
    verified: VerifiedToken | undefined
    /** @throws unauthorized (401) where nobody is signed in or no guard ran */
    readonly user: User
    /** Who looks, where that need not be anyone (after `maybeSignedIn` or `signedIn`). */
    readonly viewer: User | undefined
  }
}

/** Whether a client is one of the family's products. Other apps have UUIDs for ids. */
export const isOwnClient = (clientId: string) => clientId.startsWith('bell-')

const nobody = () => unauthorized('unauthorized', 'Sign in to do this.')

/** Guard: lets only signed-in users and service accounts pass. */
export async function signedIn(request: FastifyRequest): Promise<void> {
  await identify(request)
  if (!request.verified) throw nobody()
}

/** Guard for what everyone may see, some more than others; a token that is given must be valid. */
export async function maybeSignedIn(request: FastifyRequest): Promise<void> {
  try {
    await identify(request)
  } catch (error) {
    // While nobody knows who has signed out, what is public can still be looked at, as a visitor.
    const onlyLooks = request.method === 'GET' || request.method === 'HEAD'
    if (!(onlyLooks && error instanceof AppError && error.code === 'sessions_unknown')) throw error
  }
}

async function identify(request: FastifyRequest): Promise<void> {
  if (request.verified) return
  const token = bearerToken(request.headers.authorization)
  if (token === undefined) return
  const verify = request.server.verifyToken
  if (!verify) throw unavailable('auth_unavailable', 'This service checks no tokens.')
  const verified = await verify(token)
  await request.server.denials?.check(verified)
  if (!isOwnClient(verified.clientId)) checkScopeOfApp(request, verified.user.scopes)
  request.verified = verified
}

/** Another app may do what a person has allowed it: `…:read` all that only tells, `…:write` the rest. */
function checkScopeOfApp({ method, routeOptions, server }: FastifyRequest, scopes: string[]) {
  const isReading = method === 'GET' || method === 'HEAD' || routeOptions.config.reads === true
  const scope = `${server.product}:${isReading ? 'read' : 'write'}`
  if (scopes.includes(scope)) return
  throw forbidden('insufficient_scope', `This needs an access token with the scope ${scope}.`, {
    // RFC 6750 §3.1
    headers: { 'www-authenticate': `Bearer error="insufficient_scope", scope="${scope}"` },
  })
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

/** Guard after another: no app beyond the family may do this, whatever its scopes. */
export async function familyOnly({ verified }: FastifyRequest): Promise<void> {
  if (verified && !isOwnClient(verified.clientId))
    throw forbidden('family_only', 'This is for the pages of the family itself; no other app may do it.')
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
