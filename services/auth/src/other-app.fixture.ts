import { createHash, randomBytes } from 'node:crypto'
import type { App } from '@bell/platform/http'
import { origin, type Browser, type testAuth } from './auth.fixture.ts'
import { addClient } from './clients/clients.ts'
import { NewClient } from './clients/clients.schema.ts'

type Auth = Awaited<ReturnType<typeof testAuth>>
type Fields = Record<string, string>

export const callback = 'https://app.example/callback'

/** An app that somebody else wrote, registered here, and what it does with browsers and endpoints. */
export async function testOtherApp(auth: Auth, input: Partial<Parameters<typeof NewClient.parse>[0]> & object = {}) {
  const { client, secret } = await addClient(
    auth.deps,
    {},
    NewClient.parse({
      name: 'Setlist',
      kind: 'server',
      redirectUris: [callback],
      postLogoutRedirectUris: ['https://app.example/'],
      scopes: ['music:read', 'music:write'],
      ...input,
    }),
  )
  const redirect = (JSON.parse(client.redirectUris) as string[])[0] ?? ''

  /** What its server sends, by its secret where it has one and the fields bring nothing of the kind. */
  async function call(path: string, fields: Fields, { anonymous = 'client_assertion' in fields } = {}) {
    const response = await auth.app.inject({
      method: 'POST',
      url: path,
      payload: new URLSearchParams(secret === null ? { client_id: client.id, ...fields } : fields).toString(),
      headers: {
        host: new URL(origin).host,
        'content-type': 'application/x-www-form-urlencoded',
        ...(secret !== null && !anonymous && { authorization: basic(client.id, secret) }),
      },
    })
    const isJson = /json/.test(String(response.headers['content-type']))
    return { status: response.statusCode, headers: response.headers, body: isJson ? response.json() : response.body }
  }

  /** Begins a sign-in. @returns what AuthBell answered, and what the app remembers */
  async function begin(browser: Browser, extra: Fields = {}) {
    const verifier = randomBytes(32).toString('base64url')
    const query = new URLSearchParams({
      client_id: client.id,
      redirect_uri: redirect,
      response_type: 'code',
      scope: 'openid profile email music:read',
      state: 'the state',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...extra,
    })
    return { ...(await browser.request('GET', `/oidc/auth?${query.toString()}`)), verifier, product: 'auth' as const }
  }

  /** Signs in at the page, where it is asked for, and allows what is asked. @returns the address that it came back to */
  async function signIn(browser: Browser, email: string, extra: Fields = {}) {
    const begun = await begin(browser, extra)
    let { location } = begun
    if (/^\/interaction\/[\w-]+$/.test(location)) {
      const { body } = await browser.submit(begun, email)
      location = (await browser.request('GET', body.redirectTo)).location
    }
    if (location.endsWith('/consent')) location = await decide(browser, location, 'allow')
    return { back: new URL(location), verifier: begun.verifier }
  }

  const exchange = (code: string, verifier: string, extra: Fields = {}) =>
    call('/oidc/token', {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirect,
      code_verifier: verifier,
      ...extra,
    })

  return {
    id: client.id,
    secret: secret!,
    client,
    call,
    begin,
    signIn,
    exchange,
    refresh: (token: string, extra: Fields = {}) =>
      call('/oidc/token', { grant_type: 'refresh_token', refresh_token: token, ...extra }),
    /** A whole sign-in. @returns the answer of the token endpoint */
    async tokens(browser: Browser, email: string, extra: Fields = {}, atToken: Fields = {}) {
      const { back, verifier } = await signIn(browser, email, extra)
      return (await exchange(back.searchParams.get('code')!, verifier, atToken)).body as Fields
    },
  }
}

/** Answers the question of a consent page. @returns where that leads */
export async function decide(browser: Browser, location: string, decision: 'allow' | 'cancel' | 'other') {
  const { body, status } = await browser.fromPage('POST', `${location}/decision`, { decision })
  if (status !== 200) throw new Error(`No decision: ${JSON.stringify(body)}`)
  return (await browser.request('GET', body.redirectTo, { headers: { accept: 'text/html' } })).location
}

const basic = (id: string, secret: string) =>
  `Basic ${Buffer.from(`${encodeURIComponent(id)}:${encodeURIComponent(secret)}`).toString('base64')}`

/** UserInfo by an access token. */
export const userInfo = async (app: App, token: string) => {
  const response = await app.inject({
    url: '/oidc/userinfo',
    headers: { host: new URL(origin).host, authorization: `Bearer ${token}` },
  })
  return { status: response.statusCode, body: response.json() }
}
