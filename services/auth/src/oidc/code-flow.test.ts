import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { expect, test } from 'vitest'
import { callAs, exchange, family, origin, testAuth } from '../auth.fixture.ts'

test('a person signs in to a product and its token says who that is', async () => {
  const auth = await testAuth()
  const mina = await auth.given('mina', 'artist')
  const browser = auth.browser()

  const tokens = await browser.signIn('music', 'mina@example.org')

  const jwks = createLocalJWKSet((await browser.request('GET', '/oidc/jwks')).body)
  const access = await jwtVerify(tokens.access_token, jwks, { issuer: origin, audience: family.music })
  expect(access.protectedHeader).toMatchObject({ alg: 'RS256', typ: 'at+jwt' })
  expect(access.payload).toMatchObject({
    sub: mina.id,
    client_id: 'bell-music',
    name: 'mina',
    email: 'mina@example.org',
    roles: ['artist'],
    scope: 'openid profile email',
    sid: expect.any(String),
    jti: expect.any(String),
  })
  expect(access.payload.exp! - access.payload.iat!).toBe(300)
  const id = await jwtVerify(tokens.id_token, jwks, { issuer: origin, audience: 'bell-music' })
  expect(id.payload).toMatchObject({ sub: mina.id, name: 'mina', roles: ['artist'], sid: access.payload.sid })
})

test('who is signed in at one product is signed in silently at the next', async () => {
  const auth = await testAuth()
  const mina = await auth.given('mina')
  const browser = auth.browser()
  const music = await browser.signIn('music', 'mina@example.org')

  const img = await browser.signIn('img')

  expect(decodeJwt(img.access_token)).toMatchObject({ sub: mina.id, aud: family.img, client_id: 'bell-img' })
  expect(decodeJwt(img.access_token).sid).not.toBe(decodeJwt(music.access_token).sid)
})

test('a silent login where nobody is signed in goes back without a page', async () => {
  const auth = await testAuth()

  const { location } = await auth.browser().begin('music', { prompt: 'none' })

  expect(location).toMatch(/^http:\/\/localhost:4100\/session\/callback\?error=login_required/)
})

test('without PKCE, or with the plain method, no login begins', async () => {
  const auth = await testAuth()
  const browser = auth.browser()

  for (const [name, value] of [
    ['code_challenge', ''],
    ['code_challenge_method', 'plain'],
  ] as const) {
    const { location } = await browser.begin('music', { [name]: value })
    expect(new URL(location).searchParams.get('error')).toBe('invalid_request')
  }
})

test('a code works once, with its own verifier, for its own client', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  const codeOf = async () => {
    const login = await browser.begin('music')
    return { verifier: login.verifier, code: new URL(login.location).searchParams.get('code')! }
  }

  const first = await codeOf()
  await expect(exchange(auth.app, 'music', first.code, 'x'.repeat(43))).rejects.toThrow('invalid_grant')
  await expect(exchange(auth.app, 'img', first.code, first.verifier)).rejects.toThrow('invalid_grant')
  const tokens = await exchange(auth.app, 'music', first.code, first.verifier)
  await expect(exchange(auth.app, 'music', first.code, first.verifier)).rejects.toThrow('invalid_grant')

  // Whoever has the code a second time may have had the tokens too (RFC 6749 §4.1.2).
  const fields = { grant_type: 'refresh_token', refresh_token: tokens.refresh_token }
  expect(await callAs(auth.app, 'music', fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
})

test('of two requests with one code, one gets tokens', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  const login = await browser.begin('music')
  const code = new URL(login.location).searchParams.get('code')!

  const answers = await Promise.allSettled([1, 2, 3].map(() => exchange(auth.app, 'music', code, login.verifier)))

  expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
})

test('nobody is sent to an address that is not registered', async () => {
  const auth = await testAuth()
  const browser = auth.browser()

  for (const address of [
    'https://evil.test/',
    'http://localhost:4100/',
    'http://localhost:4100/session/callback/../x',
  ]) {
    const answer = await browser.begin('music', { redirect_uri: address })
    expect(answer).toMatchObject({ status: 400, location: undefined })
    expect(answer.body).not.toContain('<script')
  }
  expect((await browser.begin('music', { client_id: '"><script>alert(1)</script>' })).body).not.toContain(
    '<script>alert',
  )
})

test('a client’s token is for its own product, whatever it asks for', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const { refresh_token } = await browser.signIn('music', 'mina@example.org')

  const asked = await browser.begin('music', { resource: family.img })
  const refreshed = await callAs(auth.app, 'music', {
    grant_type: 'refresh_token',
    refresh_token,
    resource: family.img,
  })

  expect(new URL(asked.location).searchParams.get('error')).toBe('invalid_target')
  expect(refreshed).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
})

test('discovery and keys are at the origin, and only registered origins may read them', async () => {
  const auth = await testAuth()
  const browser = auth.browser()

  const discovery = await browser.request('GET', '/.well-known/openid-configuration', {
    headers: { origin: family.music },
  })
  const foreign = await browser.request('GET', '/oidc/jwks', { headers: { origin: 'https://evil.test' } })
  const preflight = await browser.request('OPTIONS', '/oidc/token', {
    headers: { origin: 'https://evil.test', 'access-control-request-method': 'POST' },
  })

  expect(discovery.body).toMatchObject({
    issuer: origin,
    authorization_endpoint: `${origin}/oidc/auth`,
    token_endpoint: `${origin}/oidc/token`,
    jwks_uri: `${origin}/oidc/jwks`,
    revocation_endpoint: `${origin}/oidc/token/revocation`,
    end_session_endpoint: `${origin}/oidc/session/end`,
    code_challenge_methods_supported: ['S256'],
  })
  expect(discovery.headers['access-control-allow-origin']).toBe(family.music)
  expect(foreign.headers).not.toHaveProperty('access-control-allow-origin')
  expect(preflight.headers).not.toHaveProperty('access-control-allow-origin')
})

test('addresses are the configured ones, whatever a caller’s headers say', async () => {
  const auth = await testAuth()

  const response = await auth.app.inject({
    url: '/.well-known/openid-configuration',
    headers: { host: '127.0.0.1:4000', 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'https' },
  })

  expect(response.json().token_endpoint).toBe(`${origin}/oidc/token`)
})

test('private keys and secrets are in no answer, no log and not readable in the database', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const tokens = await browser.signIn('music', 'mina@example.org')

  const { keys } = (await browser.request('GET', '/oidc/jwks')).body
  expect(keys).toHaveLength(1)
  expect(Object.keys(keys[0]).toSorted()).toEqual(['alg', 'e', 'kid', 'kty', 'n', 'use'])

  const rows = [
    ...(await auth.deps.db.selectFrom('signingKey').selectAll().execute()),
    ...(await auth.deps.db.selectFrom('oidcRecord').selectAll().execute()),
    ...(await auth.deps.db.selectFrom('refreshToken').selectAll().execute()),
  ]
  const kept = JSON.stringify(rows)
  expect(kept).not.toMatch(/"(d|p|q|dp|dq|qi)\\?":/)
  for (const secret of [tokens.refresh_token, ...[...browser.cookies.values()].map(({ value }) => value)])
    expect(kept).not.toContain(secret)
  for (const secret of [tokens.refresh_token, tokens.access_token, tokens.id_token, 'secret-of-music'])
    expect(auth.logText()).not.toContain(secret)
})
