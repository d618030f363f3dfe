import { createHash, randomBytes } from 'node:crypto'
import { createIds, testClock } from '@bell/platform/clock'
import { createEventStream, type App, type Role } from '@bell/platform/http'
import { createEmbeddedKeyValue } from '@bell/platform/key-value'
import { testApp, testDatabase } from '@bell/platform/test-kit'
import type { Selectable } from 'kysely'
import { onTestFinished } from 'vitest'
import { addUser, authMigrations, createAuth, keyTimes, type AuthDeps, type AuthTables } from './index.ts'
import type { SigningKeyTable } from './tables.ts'

export const origin = 'http://localhost:4000'
export const family = { auth: origin, music: 'http://localhost:4100', img: 'http://localhost:4200' }
export const password = 'a quiet harbour at dawn'
export const setupToken = 'setup-token-of-this-test'

export const clients = (['auth', 'music', 'img'] as const).map((product) => ({
  id: `bell-${product}`,
  secret: `secret-of-${product}`,
  name: `${product}-bell`,
  audience: family[product],
  redirectUris: [`${family[product]}/session/callback`],
  postLogoutRedirectUris: [`${family[product]}/`],
  ...(product === 'music' && { service: [{ audience: family.img, scopes: ['img:write'] }] }),
}))

/** Nothing listens at port 9: a service that is away. */
const unreachable = { internal: 'http://127.0.0.1:9', token: () => Promise.resolve('token') }

const secret = randomBytes(32)
// Made once for all tests of a file: making one takes longer than most tests.
let signingKey: Selectable<SigningKeyTable> | undefined

/** AuthBell on a real database, with browsers that keep cookies and products that speak to it like the real ones. */
export async function testAuth(options: Partial<AuthDeps> = {}) {
  const { db } = await testDatabase<AuthTables>(authMigrations)
  // The provider goes by the machine's clock; what is ours starts at the same moment and moves on by itself.
  const clock = testClock(Date.now())
  const keyValue = createEmbeddedKeyValue({ clock })
  const started: { auth: ReturnType<typeof createAuth>; deps: AuthDeps }[] = []
  const kit = await testApp(
    async (app: App) => {
      const log = app.log as unknown as AuthDeps['log']
      const deps: AuthDeps = {
        db,
        clock,
        newId: createIds(clock),
        keyValue,
        stream: createEventStream({ keyValue, log }),
        origin,
        family,
        clients,
        privateApps: false,
        secret,
        keyTimes: keyTimes(undefined),
        setupToken,
        signUp: 'invitation',
        deletedKeptMs: 7 * 86_400_000,
        holders: { music: unreachable, img: unreachable },
        pictures: unreachable,
        operated: { auth: unreachable, music: unreachable, img: unreachable },
        log,
        ...options,
      }
      started.push({ auth: createAuth(deps), deps })
      if (signingKey) await db.insertInto('signingKey').values(signingKey).execute()
      await started[0]!.auth.routes(app)
      const stopSending = await started[0]!.auth.startSending()
      onTestFinished(stopSending)
      signingKey ??= await db.selectFrom('signingKey').selectAll().executeTakeFirstOrThrow()
    },
    { name: 'auth', origin, hosts: ['localhost:4000', '127.0.0.1:4000'], family: [family.music, family.img], clock },
  )
  const { auth, deps } = started[0]!
  onTestFinished(async () => {
    await auth.close()
    await keyValue.close()
  })

  return {
    ...kit,
    deps,
    clock,
    browser: () => testBrowser(kit.app),
    /** An account and its password. */
    async given(name: string, role: Role = 'listener') {
      return addUser(deps, { name, email: `${name}@example.org`, password, role })
    },
  }
}

export type Browser = ReturnType<typeof testBrowser>

interface Cookie {
  name: string
  value: string
  path: string
}

/** Keeps cookies by path, sends what a page of AuthBell sends, and signs in. */
export function testBrowser(app: App) {
  const cookies = new Map<string, Cookie>()

  async function request(
    method: 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'OPTIONS',
    address: string,
    { body, headers = {}, ip }: { body?: object | string; headers?: Record<string, string>; ip?: string } = {},
  ) {
    const url = new URL(address, origin)
    const sent = [...cookies.values()].filter(
      ({ path }) => url.pathname === path || url.pathname.startsWith(path.replace(/\/?$/, '/')),
    )
    const response = await app.inject({
      method,
      url: url.pathname + url.search,
      ...(body !== undefined && { payload: body }),
      ...(ip && { remoteAddress: ip }),
      headers: {
        host: url.host,
        ...(sent.length > 0 && { cookie: sent.map(({ name, value }) => `${name}=${value}`).join('; ') }),
        ...headers,
      },
    })
    for (const { name, value, path = '/', expires } of response.cookies) {
      if (value === '' || (expires && expires.getTime() < Date.now())) cookies.delete(name + path)
      else cookies.set(name + path, { name, value, path })
    }
    const type = String(response.headers['content-type'])
    return {
      status: response.statusCode,
      headers: response.headers as Record<string, string>,
      location: response.headers.location as string,
      // oxlint-disable-next-line typescript/no-explicit-any -- tests look into it as they please
      body: (/json/.test(type) ? response.json() : response.body) as any,
    }
  }

  /** As a script of AuthBell's own page. */
  const fromPage = (method: 'GET' | 'POST', address: string, body?: object, ip?: string) =>
    request(method, address, {
      body,
      ip,
      headers: { origin, 'x-requested-with': 'bell', 'sec-fetch-site': 'same-origin' },
    })

  /** Begins a product's login. @returns what AuthBell answered, and what the product remembers */
  async function begin(product: 'auth' | 'music' | 'img', extra: Record<string, string> = {}) {
    const verifier = randomBytes(32).toString('base64url')
    const query = new URLSearchParams({
      client_id: `bell-${product}`,
      redirect_uri: `${family[product]}/session/callback`,
      response_type: 'code',
      scope: 'openid profile email',
      state: 'the state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...extra,
    })
    return { ...(await request('GET', `/oidc/auth?${query.toString()}`)), verifier, product }
  }

  /** The uid of the interaction that a login led to. */
  const interactionOf = ({ location }: { location: string }) => /^\/interaction\/([\w-]+)$/.exec(location)![1]!

  /** The sign-in page, filled in and sent, for the login that was begun. */
  const submit = (login: { location: string }, email: string, secret = password, ip?: string) =>
    fromPage('POST', `/interaction/${interactionOf(login)}/sign-in`, { email, password: secret }, ip)

  /** A product's whole login by this person, or silently where the browser is signed in. @returns its tokens */
  async function signIn(product: 'auth' | 'music' | 'img', email?: string) {
    const login = await begin(product, email === undefined ? { prompt: 'none' } : {})
    let back = login.location
    if (email !== undefined && !back.startsWith(family[product])) {
      const { body } = await submit(login, email)
      back = (await request('GET', body.redirectTo)).location
    }
    const code = new URL(back).searchParams.get('code')
    if (code === null) throw new Error(`No code: ${back}`)
    return exchange(app, product, code, login.verifier)
  }

  return { request, fromPage, begin, interactionOf, submit, signIn, cookies }
}

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`

/** A call of the token endpoint (or another) by a product's server. */
export async function callAs(
  app: App,
  product: 'auth' | 'music' | 'img',
  fields: Record<string, string>,
  path = '/oidc/token',
) {
  const response = await app.inject({
    method: 'POST',
    url: path,
    payload: new URLSearchParams(fields).toString(),
    headers: {
      host: '127.0.0.1:4000',
      'content-type': 'application/x-www-form-urlencoded',
      authorization: basic(`bell-${product}`, `secret-of-${product}`),
    },
  })
  return {
    status: response.statusCode,
    body: response.body === '' ? undefined : response.json(),
    headers: response.headers,
  }
}

export async function exchange(app: App, product: 'auth' | 'music' | 'img', code: string, verifier: string) {
  const redirect = `${family[product]}/session/callback`
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirect, code_verifier: verifier }
  const { status, body } = await callAs(app, product, fields)
  if (status !== 200) throw new Error(`Code refused: ${JSON.stringify(body)}`)
  return body as {
    access_token: string
    refresh_token: string
    id_token: string
    expires_in: number
    token_type: string
  }
}

export const refresh = (app: App, product: 'auth' | 'music' | 'img', token: string, attempt?: string) =>
  callAs(app, product, {
    grant_type: 'refresh_token',
    refresh_token: token,
    ...(attempt !== undefined && { idempotency_key: attempt }),
  })
