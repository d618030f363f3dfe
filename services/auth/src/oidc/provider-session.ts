import type { FastifyReply, FastifyRequest } from 'fastify'
import type { IncomingMessage } from 'node:http'
import type { Provider } from 'oidc-provider'
import { sessionCookieOptions, sessionLifeSeconds } from './lifetimes.ts'

/**
 * The provider builds its addresses from the request's headers. Products call it by an internal address and browsers
 * through a proxy; so the headers say what the configuration says, whatever was sent.
 */
export function asSeenFromOutside(raw: IncomingMessage, origin: string, address: string) {
  const { protocol, host } = new URL(origin)
  raw.headers['x-forwarded-proto'] = protocol.slice(0, -1)
  raw.headers['x-forwarded-host'] = host
  raw.headers['x-forwarded-for'] = address
}

/** Cookies of a request outside the provider's own endpoints, with the provider's rules (`Secure` on https). */
export function cookiesOf(provider: Provider, origin: string, request: FastifyRequest, reply: FastifyReply) {
  asSeenFromOutside(request.raw, origin, request.ip)
  return provider.createContext(request.raw, reply.raw).cookies
}

/** Signs this browser in at AuthBell, as after a sign-in; whoever was signed in before is not any more. */
export async function signInHere(
  provider: Provider,
  origin: string,
  request: FastifyRequest,
  reply: FastifyReply,
  accountId: string,
) {
  asSeenFromOutside(request.raw, origin, request.ip)
  const ctx = provider.createContext(request.raw, reply.raw)
  const earlier = await provider.Session.get(ctx)
  if (earlier.accountId !== undefined) await earlier.destroy()
  const session = new provider.Session()
  session.loginAccount({ accountId, amr: ['pwd'] })
  await session.save(sessionLifeSeconds)
  ctx.cookies.set(provider.cookieName('session'), session.jti, {
    ...sessionCookieOptions,
    expires: new Date(session.exp * 1000),
  })
}
