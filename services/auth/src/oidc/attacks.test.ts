import { generateKeyPairSync, randomUUID } from 'node:crypto'
import { SignJWT } from 'jose'
import { expect, test } from 'vitest'
import { origin, password, testAuth } from '../auth.fixture.ts'
import { callback, testOtherApp, userInfo } from '../other-app.fixture.ts'

async function withApp(input: object = {}, options: Parameters<typeof testAuth>[0] = {}) {
  const auth = await testAuth(options)
  await auth.given('mina')
  const app = await testOtherApp(auth, input)
  return { auth, app, browser: auth.browser() }
}

test('a code that is used twice takes the tokens with it that it gave', async () => {
  const { auth, app, browser } = await withApp()
  const { back, verifier } = await app.signIn(browser, 'mina@example.org')
  const code = back.searchParams.get('code')!
  const { access_token } = (await app.exchange(code, verifier)).body
  expect((await userInfo(auth.app, access_token)).status).toBe(200)

  expect(await app.exchange(code, verifier)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })

  expect((await userInfo(auth.app, access_token)).status).toBe(401)
})

test('a code is worth nothing to another app, without its verifier or with a wrong one', async () => {
  const { auth, app, browser } = await withApp()
  const other = await testOtherApp(auth, { name: 'Other' })
  const { back, verifier } = await app.signIn(browser, 'mina@example.org')
  const code = back.searchParams.get('code')!
  const refused = { status: 400, body: { error: 'invalid_grant' } }

  expect(await other.exchange(code, verifier)).toMatchObject(refused)
  expect(await app.exchange(code, '')).toMatchObject({ status: 400 })
  expect(await app.exchange(code, 'x'.repeat(43))).toMatchObject(refused)
  expect(await app.exchange(code, verifier, { redirect_uri: 'https://app.example/' })).toMatchObject(refused)
  expect((await app.exchange(code, verifier)).status).toBe(200)
})

test('no app begins without PKCE, or with a challenge that is the verifier', async () => {
  const { app, browser } = await withApp()

  for (const extra of [{ code_challenge: '' }, { code_challenge_method: 'plain' }] as Record<string, string>[]) {
    const { location } = await app.begin(browser, extra)
    expect(new URL(location).searchParams.get('error')).toBe('invalid_request')
  }
})

test('every answer says whose it is, so that one of another issuer is not taken for ours', async () => {
  const { app, browser } = await withApp()

  const { back } = await app.signIn(browser, 'mina@example.org')
  const error = new URL((await app.begin(browser, { prompt: 'none', scope: 'openid profile music:write' })).location)

  for (const { searchParams } of [back, error]) expect(searchParams.get('iss')).toBe(origin)
  const { body } = await browser.request('GET', '/.well-known/openid-configuration')
  expect(body.authorization_response_iss_parameter_supported).toBe(true)
})

test('a sign-in that someone else began does not become this browser’s', async () => {
  const { auth, app, browser } = await withApp()
  await auth.given('eve')
  const eve = auth.browser()
  const begun = await app.begin(eve)
  const { body } = await eve.submit(begun, 'eve@example.org')

  const lured = await browser.request('GET', body.redirectTo)

  expect(lured).toMatchObject({ status: 400, location: undefined })
  expect((await app.begin(browser, { prompt: 'none' })).location).toContain('error=login_required')
})

test('a wrong secret, another app’s, or none opens nothing', async () => {
  const { auth, app } = await withApp()
  const other = await testOtherApp(auth, { name: 'Other' })
  const fields = { grant_type: 'refresh_token', refresh_token: 'x' }
  const as = (id: string, secret: string) =>
    app.call('/oidc/token', { ...fields, client_id: id, ...(secret && { client_secret: secret }) }, { anonymous: true })

  // Its hash, as it stands in the database, is no secret either.
  for (const secret of ['', 'guess', app.secret.slice(1), other.secret, app.client.secretHash!])
    expect(await as(app.id, secret)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
  expect(await as(app.id, app.secret)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  expect(await as(randomUUID(), app.secret)).toMatchObject({ status: 401, body: { error: 'invalid_client' } })
})

test('an app that has no secret cannot be impersonated by one that says it has', async () => {
  const { app } = await withApp({ kind: 'browser' })

  const fields = { grant_type: 'refresh_token', refresh_token: 'x', client_secret: 'any' }
  expect(await app.call('/oidc/token', fields)).toMatchObject({ status: 401 })
})

test('an app that any program on the device could pretend to be is asked about each time', async () => {
  const { app, browser } = await withApp({ kind: 'native', redirectUris: ['org.example.app:/cb'] })
  const { back } = await app.signIn(browser, 'mina@example.org')
  expect(back.searchParams.get('code')).not.toBeNull()

  expect((await app.begin(browser)).location).toMatch(/\/consent$/)
  const silent = await app.begin(browser, { prompt: 'none' })
  expect(new URL(silent.location).searchParams.get('error')).toMatch(/interaction_required|consent_required/)
})

test.each([
  { response_type: 'token' },
  { response_type: 'id_token', nonce: 'n' },
  { response_type: 'code id_token', nonce: 'n' },
  { response_type: 'none' },
  { request: 'eyJhbGciOiJub25lIn0.e30.' },
  { request_uri: 'http://127.0.0.1:1/request' },
  { registration: '{}' },
] as Record<string, string>[])('what is not offered is not begun: %j', async (extra) => {
  const { app, browser } = await withApp()

  const { location } = await app.begin(browser, extra)

  expect(location ?? '').not.toMatch(/code=|token=|interaction/)
})

test.each(['password', 'implicit', 'urn:ietf:params:oauth:grant-type:jwt-bearer', 'client_credentials'])(
  'no app gets a token by the grant "%s"',
  async (grant_type) => {
    const { app } = await withApp()

    const fields = { grant_type, username: 'mina@example.org', password, assertion: 'x', scope: 'music:read' }
    const { status, body } = await app.call('/oidc/token', fields)

    expect([status, body.error]).toEqual([400, expect.stringMatching(/^(unsupported_grant_type|invalid_request)$/)])
  },
)

const key = generateKeyPairSync('rsa', { modulusLength: 2048 })
const jwks = JSON.stringify({ keys: [{ ...key.publicKey.export({ format: 'jwk' }), kid: 'one', alg: 'RS256' }] })

const assertion = (id: string, claims: object = {}, header: object = {}) =>
  new SignJWT({ iss: id, sub: id, aud: origin, jti: randomUUID(), exp: Math.floor(Date.now() / 1000) + 60, ...claims })
    .setProtectedHeader({ alg: 'RS256', kid: 'one', ...header })
    .sign(key.privateKey)

const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer'

test('an app with a key proves itself by a fresh assertion meant for us, once', async () => {
  const { app } = await withApp({ jwks })
  const present = (client_assertion: string) =>
    app.call('/oidc/token/introspection', { token: 'x', client_assertion, client_assertion_type: assertionType })
  const now = Math.floor(Date.now() / 1000)

  const good = await assertion(app.id)
  expect((await present(good)).status).toBe(200)
  const refused = { status: 401, body: { error: 'invalid_client' } }
  expect(await present(good)).toMatchObject(refused)
  for (const claims of [
    { aud: 'https://another.example' },
    { exp: now - 60 },
    { exp: undefined },
    { jti: undefined },
    { iss: 'someone' },
    { nbf: now + 600 },
  ])
    expect(await present(await assertion(app.id, claims)), JSON.stringify(claims)).toMatchObject(refused)
  const foreign = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const forged = await new SignJWT({ iss: app.id, sub: app.id, aud: origin, jti: randomUUID(), exp: now + 60 })
    .setProtectedHeader({ alg: 'RS256', kid: 'one' })
    .sign(foreign)
  expect(await present(forged)).toMatchObject(refused)
})

test('of two that present one assertion at the same moment, one is let in', async () => {
  const { app } = await withApp({ jwks })
  const client_assertion = await assertion(app.id)
  const fields = { token: 'x', client_assertion, client_assertion_type: assertionType }

  const answers = await Promise.all([1, 2, 3, 4].map(() => app.call('/oidc/token/introspection', fields)))

  expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
})

test('a pushed request is used once, and by the app that pushed it', async () => {
  const { auth, app, browser } = await withApp()
  const other = await testOtherApp(auth, { name: 'Other', redirectUris: ['https://other.example/cb'] })
  const { verifier, body } = await push(app)
  const address = (id: string) =>
    `/oidc/auth?${new URLSearchParams({ client_id: id, request_uri: body.request_uri }).toString()}`
  await browser.signIn('music', 'mina@example.org')
  await app.signIn(browser, 'mina@example.org')

  const stolen = await browser.request('GET', address(other.id))
  const first = await browser.request('GET', address(app.id))
  const second = await browser.request('GET', address(app.id))

  expect(body.expires_in).toBeLessThanOrEqual(60)
  expect(stolen.location ?? '').not.toContain('code=')
  expect(first.location).toMatch(/^https:\/\/app\.example\/callback\?code=/)
  expect(second.location ?? '').not.toContain('code=')
  expect((await app.exchange(new URL(first.location).searchParams.get('code')!, verifier)).status).toBe(200)
})

test('a request is pushed only by who is that app, and with an address that is registered', async () => {
  const { app } = await withApp()

  expect((await push(app, {}, { anonymous: true })).status).toBe(401)
  expect(await push(app, { redirect_uri: 'https://evil.example/' })).toMatchObject({ status: 400 })
})

async function push(app: Awaited<ReturnType<typeof testOtherApp>>, extra: object = {}, options = {}) {
  const { createHash, randomBytes } = await import('node:crypto')
  const verifier = randomBytes(32).toString('base64url')
  const answer = await app.call(
    '/oidc/par',
    {
      client_id: app.id,
      redirect_uri: callback,
      response_type: 'code',
      scope: 'openid profile email music:read',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...extra,
    },
    options,
  )
  return { ...answer, verifier }
}

test('an app hears of its own tokens only, and takes back its own only', async () => {
  const { auth, app, browser } = await withApp()
  const other = await testOtherApp(auth, { name: 'Other' })
  const scope = 'openid offline_access music:read'
  const { access_token, refresh_token } = await app.tokens(browser, 'mina@example.org', { scope, prompt: 'consent' })

  for (const token of [access_token!, refresh_token!]) {
    expect((await app.call('/oidc/token/introspection', { token })).body).toMatchObject({
      active: true,
      client_id: app.id,
    })
    expect((await other.call('/oidc/token/introspection', { token })).body).toEqual({ active: false })
    await other.call('/oidc/token/revocation', { token })
  }
  expect((await userInfo(auth.app, access_token!)).status).toBe(200)

  expect((await app.call('/oidc/token/revocation', { token: refresh_token! })).status).toBe(200)
  expect((await app.call('/oidc/token/introspection', { token: refresh_token! })).body).toEqual({ active: false })
  expect((await userInfo(auth.app, access_token!)).status).toBe(401)
  // Its person stays signed in everywhere else.
  expect((await browser.begin('music', { prompt: 'none' })).location).toContain('code=')
})

test('discovery says what is there, and nothing else', async () => {
  const { auth } = await withApp()

  const { body } = await auth.browser().request('GET', '/.well-known/openid-configuration')

  expect(body).toMatchObject({
    introspection_endpoint: `${origin}/oidc/token/introspection`,
    userinfo_endpoint: `${origin}/oidc/userinfo`,
    pushed_authorization_request_endpoint: `${origin}/oidc/par`,
    device_authorization_endpoint: `${origin}/oidc/device/authorization`,
    scopes_supported: expect.arrayContaining(['openid', 'offline_access', 'music:read', 'img:write']),
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'],
    id_token_signing_alg_values_supported: ['RS256'],
    response_types_supported: ['code'],
  })
  expect(body.grant_types_supported.toSorted()).toEqual([
    'authorization_code',
    'client_credentials',
    'refresh_token',
    'urn:ietf:params:oauth:grant-type:device_code',
  ])
  expect(JSON.stringify(body.token_endpoint_auth_signing_alg_values_supported)).not.toMatch(/HS|none/)
})
