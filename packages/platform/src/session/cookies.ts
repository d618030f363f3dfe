import { parseCookie, stringifySetCookie } from 'cookie'
import type { FastifyReply, FastifyRequest } from 'fastify'

/** As long as a sign-in at AuthBell can last. */
const sessionSeconds = 30 * 24 * 3600
const loginSeconds = 10 * 60
const silentSeconds = 10 * 60
/** Logins that were begun in several tabs; each has a cookie, and a header must not grow without bound. */
const openLogins = 4

/**
 * The cookies of one product. Names differ by product, since the ports of localhost share their cookies;
 * `__Host-` binds them to this very host, where there is https.
 */
export function sessionCookies(product: string, origin: string) {
  const secure = origin.startsWith('https:')
  const name = `${secure ? '__Host-' : ''}bell-${product}`
  const loginPrefix = `${name}-login-`

  function read(request: FastifyRequest) {
    return parseCookie(request.headers.cookie ?? '')
  }

  /** @param maxAge in seconds; without it the cookie goes when the browser closes */
  function write(reply: FastifyReply, cookie: string, value: string, sameSite: 'strict' | 'lax', maxAge?: number) {
    reply.header(
      'set-cookie',
      stringifySetCookie({
        name: cookie,
        value,
        httpOnly: true,
        secure,
        sameSite,
        path: '/',
        ...(maxAge !== undefined && { maxAge }),
      }),
    )
  }

  const loginCookie = (state: string) => loginPrefix + state.slice(0, 12)

  return {
    session: (request: FastifyRequest) => read(request)[name],
    setSession: (reply: FastifyReply, sealed: string, shared: boolean) =>
      write(reply, name, sealed, 'strict', shared ? undefined : sessionSeconds),
    clearSession: (reply: FastifyReply) => write(reply, name, '', 'strict', 0),

    /** Lax, since the way back from AuthBell may begin at another site. */
    login: (request: FastifyRequest, state: string) => read(request)[loginCookie(state)],
    setLogin(request: FastifyRequest, reply: FastifyReply, state: string, sealed: string) {
      const open = Object.keys(read(request)).filter((cookie) => cookie.startsWith(loginPrefix))
      for (const old of open.slice(0, Math.max(0, open.length - openLogins + 1))) write(reply, old, '', 'lax', 0)
      write(reply, loginCookie(state), sealed, 'lax', loginSeconds)
    },
    clearLogin: (reply: FastifyReply, state: string) => write(reply, loginCookie(state), '', 'lax', 0),

    /** Whether a silent sign-in was tried a moment ago, so that no page tries again and again. */
    silentTried: (request: FastifyRequest) => read(request)[`${name}-silent`] !== undefined,
    setSilentTried: (reply: FastifyReply) => write(reply, `${name}-silent`, '1', 'lax', silentSeconds),
  }
}
