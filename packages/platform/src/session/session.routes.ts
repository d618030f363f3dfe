import type { FastifyReply, FastifyRequest } from 'fastify'
import { decodeJwt } from 'jose'
import type { Clock } from '../clock/index.ts'
import { AppError, rateLimit, unauthorized, type App, type Logger } from '../http/index.ts'
import { createEmbeddedKeyValue, type KeyValue } from '../key-value/index.ts'
import { createAuthBell, LoginRefused, LoginTransaction, type ClientOptions, type Tokens } from './auth-bell.ts'
import { sessionCookies } from './cookies.ts'
import { createEnvelope } from './envelopes.ts'
import { ownPageOnly } from './guards.ts'
import { returnPath } from './return-to.ts'
import { LoginQuery, LogoutAnswer, PageClaims, SessionAnswer, SessionContent } from './session.schema.ts'

export interface SessionOptions extends ClientOptions {
  product: 'music' | 'img' | 'auth'
  /** base64url, 32 bytes; the same in all processes of the product. */
  cookieKey: string
  clock: Clock
  log: Logger
  /** Where attempts are counted; by default in this process alone. */
  keyValue?: KeyValue
  /** Hears of a session that was ended here, to close its streams. */
  onLogout?: (sid: string) => Promise<void>
}

// What prompt=none answers when a person would have to do something (OpenID Connect Core §3.1.2.6).
const notSilently = new Set([
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
])

/**
 * A product's own session (token-mediating backend): the refresh token stays here, sealed in a cookie that no script
 * reads; the page gets access tokens, for its memory only.
 */
export function sessionRoutes(app: App, o: SessionOptions) {
  const keyValue = o.keyValue ?? createEmbeddedKeyValue({ clock: o.clock, log: o.log })
  if (!o.keyValue) app.addHook('onClose', () => keyValue.close())
  const authBell = createAuthBell(o)
  const cookies = sessionCookies(o.product, o.origin)
  const sessions = createEnvelope(o.cookieKey, `${o.product} session`, SessionContent)
  const logins = createEnvelope(o.cookieKey, `${o.product} login`, LoginTransaction)
  const limited = (name: string, limit: number) =>
    rateLimit(keyValue, { name: `${o.product}-${name}`, limit, windowMs: 60_000, by: ({ ip }) => ip })
  const ownPage = ownPageOnly(o.origin)

  async function keepSession(reply: FastifyReply, { refreshToken, idToken, sid }: Tokens) {
    cookies.setSession(reply, await sessions.seal({ refreshToken, idToken, sid }))
  }

  app.get(
    '/session/login',
    { onRequest: [limited('login', 60), neverStored], schema: { tags: ['session'], querystring: LoginQuery } },
    async (request, reply) => {
      const returnTo = returnPath(request.query.returnTo, o.origin)
      const silent = request.query.silent === '1'
      if (silent && cookies.silentTried(request)) return reply.redirect(returnTo, 303)
      const { transaction, location } = await authBell.beginLogin(returnTo, silent)
      cookies.setLogin(request, reply, transaction.state, await logins.seal(transaction))
      if (silent) cookies.setSilentTried(reply)
      return reply.redirect(location, 303)
    },
  )

  app.get(
    '/session/callback',
    { onRequest: [limited('callback', 60), neverStored], schema: { tags: ['session'] } },
    async (request, reply) => {
      const query = request.url.slice(request.url.indexOf('?'))
      const state = new URLSearchParams(query).get('state') ?? ''
      const login = await logins.open(cookies.login(request, state))
      // Gone after ten minutes, or begun in another browser: a forged or stale answer is not looked at.
      if (!login) return reply.redirect(signInError('login_expired'), 303)
      cookies.clearLogin(reply, state)
      try {
        await keepSession(reply, await authBell.finishLogin(query, login))
        return reply.redirect(login.returnTo, 303)
      } catch (error) {
        if (error instanceof LoginRefused && login.silent && notSilently.has(error.reason)) {
          return reply.redirect(login.returnTo, 303)
        }
        return reply.redirect(signInError(reasonOf(error, request)), 303)
      }
    },
  )

  app.post(
    '/session/refresh',
    {
      onRequest: [limited('refresh', 120), neverStored, ownPage],
      schema: { tags: ['session'], response: { 200: SessionAnswer } },
    },
    async (request, reply) => {
      const cookie = cookies.session(request)
      if (cookie === undefined) {
        throw unauthorized('no_session', 'Nobody is signed in here.')
      }
      const session = await sessions.open(cookie)
      const tokens = session && (await authBell.refresh(session.refreshToken))
      if (!tokens) {
        cookies.clearSession(reply)
        throw unauthorized('session_ended', 'The session has ended; please sign in again.')
      }
      await keepSession(reply, tokens)
      return sessionAnswer(tokens.accessToken)
    },
  )

  app.post(
    '/session/logout',
    {
      onRequest: [limited('logout', 60), neverStored, ownPage],
      schema: { tags: ['session'], response: { 200: LogoutAnswer } },
    },
    async (request, reply) => {
      const session = await sessions.open(cookies.session(request))
      if (session) await authBell.revoke(session.refreshToken)
      cookies.clearSession(reply)
      // Who has just left is not signed in again without asking.
      cookies.setSilentTried(reply)
      if (!session) return { redirectTo: '/' }
      if (session.sid !== undefined) await o.onLogout?.(session.sid)
      return { redirectTo: authBell.endSessionAddress(session.idToken) }
    },
  )
}

async function neverStored(_request: FastifyRequest, reply: FastifyReply) {
  reply.header('cache-control', 'no-store')
}

/** A page that can say what happened. */
function signInError(code: string) {
  return `/?signInError=${code}`
}

function reasonOf(error: unknown, request: FastifyRequest) {
  if (error instanceof LoginRefused) {
    request.log.info({ reason: error.reason }, 'login_refused')
    return error.reason === 'access_denied' ? 'access_denied' : 'sign_in_failed'
  }
  request.log.error({ err: error }, 'login_failed')
  return error instanceof AppError ? error.code : 'sign_in_failed'
}

// The token came from AuthBell itself a moment ago; nobody else could have put another in its place.
function sessionAnswer(accessToken: string) {
  const { sub, exp, ...rest } = PageClaims.parse(decodeJwt(accessToken))
  return { accessToken, expiresAt: new Date(exp * 1000).toISOString(), user: { id: sub, ...rest } }
}
