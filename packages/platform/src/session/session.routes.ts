import type { FastifyReply, FastifyRequest } from 'fastify'
import { decodeJwt } from 'jose'
import { z } from 'zod'
import type { Clock } from '../clock/index.ts'
import { AppError, countAttempt, rateLimit, unauthorized, type App, type Logger } from '../http/index.ts'
import type { KeyValue } from '../key-value/index.ts'
import { isReadOnly, type LeaseTables } from '../leases/index.ts'
import type { Db } from '../database/index.ts'
import { isDiskFull } from '../disk/index.ts'
import { createAuthBell, LoginRefused, LoginTransaction, type ClientOptions, type Tokens } from './auth-bell.ts'
import { backchannelLogoutRoute } from './backchannel-logout.ts'
import { sessionCookies } from './cookies.ts'
import type { Denials } from './denials.ts'
import { createEnvelope } from './envelopes.ts'
import { ownPageOnly } from './guards.ts'
import { createLogoutVerifier } from './logout-token.ts'
import { createPendingLogouts } from './pending-logouts.ts'
import { returnPath } from './return-to.ts'
import {
  LoginQuery,
  LogoutAnswer,
  PageClaims,
  RefreshHeaders,
  SessionAnswer,
  SessionContent,
} from './session.schema.ts'
import type { SessionTables } from './session.tables.ts'

export interface SessionOptions extends ClientOptions {
  product: 'music' | 'img' | 'auth'
  /** base64url, 32 bytes; the same in all processes of the product. */
  cookieKey: string
  clock: Clock
  log: Logger
  /** Where attempts are counted, and logout tokens remembered. */
  keyValue: KeyValue
  /** The product's own. */
  db: Db<SessionTables & LeaseTables>
  denials: Denials
}

// What prompt=none answers when a person would have to do something (OpenID Connect Core §3.1.2.6).
const notSilently = new Set([
  'login_required',
  'interaction_required',
  'consent_required',
  'account_selection_required',
])

/**
 * Requests a minute. By address they are many: a school or an office has one for all its people. A page refreshes every
 * few minutes, so one session that does it all the time is a loop, or somebody who has its cookie.
 */
const limits = { login: 600, callback: 600, refresh: 1200, refreshOfSession: 60, logout: 600, forget: 600 }

/**
 * A product's own session (token-mediating backend): the refresh token stays here, sealed in a cookie that no script
 * reads; the page gets access tokens, for its memory only.
 */
export async function sessionRoutes(app: App, o: SessionOptions) {
  const { keyValue, denials } = o
  const authBell = createAuthBell(o)
  const cookies = sessionCookies(o.product, o.origin)
  const sessions = sessionEnvelope(o)
  const logins = createEnvelope(o.cookieKey, `${o.product} login`, LoginTransaction)
  const windowOf = (name: keyof typeof limits) => ({
    name: `${o.product}-${name}`,
    limit: limits[name],
    windowMs: 60_000,
  })
  const limited = (name: keyof typeof limits) => {
    const limit = rateLimit(keyValue, { ...windowOf(name), by: ({ ip }) => ip })
    return (request: FastifyRequest) => limit(request).catch(unlessFull)
  }
  const ownPage = ownPageOnly(o.origin)
  const pending = pendingLogouts(o)
  const verify = createLogoutVerifier(o)
  await backchannelLogoutRoute(app, { ...o, verify })

  async function keepSession(reply: FastifyReply, { refreshToken, idToken, sid, shared }: Tokens) {
    cookies.setSession(reply, await sessions.seal({ refreshToken, idToken, sid }), shared)
  }

  app.get(
    '/session/login',
    { onRequest: [limited('login'), neverStored], schema: { tags: ['session'], querystring: LoginQuery } },
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
    { onRequest: [limited('callback'), neverStored], schema: { tags: ['session'] } },
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
      onRequest: [limited('refresh'), neverStored, ownPage],
      schema: { tags: ['session'], headers: RefreshHeaders, response: { 200: SessionAnswer } },
    },
    async (request, reply) => {
      const cookie = cookies.session(request)
      if (cookie === undefined) {
        throw unauthorized('no_session', 'Nobody is signed in here.')
      }
      const session = await sessions.open(cookie)
      if (session) {
        await countAttempt(keyValue, windowOf('refreshOfSession'), session.sid, o.clock.now()).catch(unlessFull)
      }
      const isOver = session?.sid !== undefined && denials.hasEnded(session.sid)
      const attempt = request.headers['idempotency-key']?.slice(1, -1)
      const tokens = session && !isOver ? await authBell.refresh(session.refreshToken, attempt) : undefined
      if (!tokens) {
        cookies.clearSession(reply)
        throw unauthorized('session_ended', 'The session has ended; please sign in again.')
      }
      await keepSession(reply, tokens)
      return { ...sessionAnswer(tokens.accessToken), readOnly: await isReadOnly(o.db) }
    },
  )

  app.post(
    '/session/logout',
    {
      onRequest: [limited('logout'), neverStored, ownPage],
      schema: { tags: ['session'], response: { 200: LogoutAnswer } },
    },
    async (request, reply) => {
      const sealed = cookies.session(request)
      const session = await sessions.open(sealed)
      const isTold = session && (await pending.signOut(session.sid, sealed!))
      cookies.clearSession(reply)
      // Who has just left is not signed in again without asking.
      cookies.setSilentTried(reply)
      // While AuthBell is away the browser would find nothing there; AuthBell hears of it from here.
      return { redirectTo: isTold ? authBell.endSessionAddress(session.idToken) : '/' }
    },
  )

  app.post(
    '/session/forget',
    {
      onRequest: [limited('forget'), neverStored, ownPage],
      schema: { tags: ['session'], response: { 204: z.undefined() } },
    },
    // By itself, after the sign-out has been answered: with a full cache this takes a browser seconds (ADR 43).
    async (_request, reply) => reply.header('clear-site-data', '"cache"').code(204).send(),
  )
}

/** Nothing is guessed at these routes: on a full disk, where nothing can be counted, they go on all the same (ADR 51). */
function unlessFull(error: unknown) {
  if (!isDiskFull(error)) throw error
}

/** Sends AuthBell word of sign-outs that it does not know of yet, from now on. @returns how to stop that */
export function tellPendingLogouts(o: SessionOptions) {
  return pendingLogouts(o).start()
}

function pendingLogouts(o: SessionOptions) {
  const authBell = createAuthBell(o)
  const sessions = sessionEnvelope(o)
  return createPendingLogouts({
    ...o,
    async revoke(sealed) {
      const session = await sessions.open(sealed)
      if (session) await authBell.revoke(session.refreshToken)
    },
  })
}

function sessionEnvelope({ cookieKey, product }: SessionOptions) {
  return createEnvelope(cookieKey, `${product} session`, SessionContent)
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
