import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { family, testAuth } from '../auth.fixture.ts'
import { callback, testOtherApp, userInfo } from '../other-app.fixture.ts'

const site = { name: 'Wiki', kind: 'server', redirectUris: ['https://wiki.example/cb'] }

async function withAdmin(options: Parameters<typeof testAuth>[0] = {}) {
  const auth = await testAuth(options)
  const { id } = await auth.given('ada', 'admin')
  return { auth, admin: auth.as({ id, name: 'ada' }) }
}

test('an admin adds an app and is told its secret once', async () => {
  const { auth, admin } = await withAdmin()

  const made = await admin('POST', '/api/clients', { ...site, scopes: ['music:read'] })
  const list = await admin('GET', '/api/clients')

  expect(made).toMatchObject({ status: 201, body: { name: 'Wiki', authentication: 'secret', addedBy: 'ada' } })
  expect(made.body.secret).toMatch(/^[\w-]{43}$/)
  expect(list.body.items).toMatchObject([{ id: made.body.id, redirectUris: site.redirectUris, scopes: ['music:read'] }])
  expect(JSON.stringify(list.body)).not.toContain(made.body.secret)
  expect(JSON.stringify(await auth.deps.db.selectFrom('client').selectAll().execute())).not.toContain(made.body.secret)
  expect(auth.logText()).not.toContain(made.body.secret)
  const entries = await auth.deps.db.selectFrom('audit').selectAll().where('subjectKind', '=', 'client').execute()
  expect(entries).toMatchObject([{ action: 'client.added', subjectKind: 'client', subjectId: made.body.id }])
})

test('only owners and admins see and change apps', async () => {
  const { auth, admin } = await withAdmin()
  const { id } = await auth.given('mina', 'artist')
  const mina = auth.as({ id, roles: ['owner'] })
  const clientId = (await admin('POST', '/api/clients', site)).body.id

  for (const [method, path, body] of [
    ['GET', '/api/clients'],
    ['GET', `/api/clients/${clientId}`],
    ['POST', '/api/clients', site],
    ['PATCH', `/api/clients/${clientId}`, { disabled: true }],
    ['POST', `/api/clients/${clientId}/secret`, {}],
    ['DELETE', `/api/clients/${clientId}`],
  ] as const)
    expect(await mina(method, path, body)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})

test.each([
  ['address_insecure', 'http://wiki.example/cb'],
  ['address_insecure', 'http://localhost.evil.example/cb'],
  ['address_insecure', 'http://192.168.1.5/cb'],
  ['address_scheme', 'javascript:alert(1)'],
  ['address_scheme', 'org.example.app:/cb'],
  ['address_malformed', 'https://*.example/cb'],
  ['address_malformed', 'https://wiki.example/cb#part'],
  ['address_malformed', 'https://wiki.example/a/../cb'],
  ['address_malformed', 'https://mina@wiki.example/cb'],
  ['address_malformed', 'https://WIKI.example/cb'],
  ['address_malformed', String.raw`https://wiki.example\cb`],
  ['address_malformed', '/cb'],
])('a site’s address is refused as %s: %s', async (code, address) => {
  const { admin } = await withAdmin()

  const answer = await admin('POST', '/api/clients', { ...site, redirectUris: ['https://wiki.example/cb', address] })

  expect(answer).toMatchObject({ status: 400, body: { code, errors: [{ path: 'redirectUris.1' }] } })
})

test('an app on a device may have a scheme of its own that is its domain reversed, or a port on loopback', async () => {
  const { admin } = await withAdmin()
  const native = (address: string) =>
    admin('POST', '/api/clients', { ...site, kind: 'native', redirectUris: [address] })

  for (const address of ['org.example.app:/cb', 'http://127.0.0.1/cb', 'http://[::1]/cb', 'https://app.example/cb'])
    expect((await native(address)).status).toBe(201)
  for (const address of ['app:/cb', 'data:text/html,x', 'http://app.example/cb'])
    expect((await native(address)).status).toBe(400)
})

test('plain http beyond this machine is the operator’s to allow', async () => {
  const { admin } = await withAdmin({ privateApps: true })
  const addresses = { redirectUris: ['http://wiki.lan/cb'], backchannelLogoutUri: 'http://192.168.1.5/logout' }

  expect((await admin('POST', '/api/clients', { ...site, ...addresses })).status).toBe(201)
})

test('private keys and short ones are not taken', async () => {
  const { admin } = await withAdmin()
  const { generateKeyPairSync } = await import('node:crypto')
  const jwk = (bits: number, half: 'publicKey' | 'privateKey') =>
    generateKeyPairSync('rsa', { modulusLength: bits })[half].export({ format: 'jwk' })

  for (const jwks of [
    '{}',
    'no json',
    JSON.stringify({ keys: [jwk(2048, 'privateKey')] }),
    JSON.stringify({ keys: [jwk(1024, 'publicKey')] }),
    JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }),
  ])
    expect(await admin('POST', '/api/clients', { ...site, jwks })).toMatchObject({
      status: 400,
      body: { code: 'keys_unreadable', errors: [{ path: 'jwks' }] },
    })
})

test('a new secret works at once, and the old one as long as was said', async () => {
  const { auth, admin } = await withAdmin()
  const app = await testOtherApp(auth)
  const isRight = async (secret: string) => {
    const fields = { client_id: app.id, client_secret: secret, token: 'unknown' }
    return (await app.call('/oidc/token/introspection', fields, { anonymous: true })).status === 200
  }
  expect(await isRight(app.secret)).toBe(true)

  const second = (await admin('POST', `/api/clients/${app.id}/secret`, { keepOldHours: 1 })).body.secret
  expect([await isRight(app.secret), await isRight(second)]).toEqual([true, true])
  auth.clock.advance(3_600_001)
  expect([await isRight(app.secret), await isRight(second)]).toEqual([false, true])
  const third = (await admin('POST', `/api/clients/${app.id}/secret`, {})).body.secret
  expect([await isRight(second), await isRight(third), await isRight(`${third}x`)]).toEqual([false, true, false])
})

test('a disabled app can neither sign anyone in nor use what it has, until it is enabled again', async () => {
  const { auth, admin } = await withAdmin()
  const app = await testOtherApp(auth)
  const browser = auth.browser()
  const { access_token } = await app.tokens(browser, 'ada@example.org')

  await admin('PATCH', `/api/clients/${app.id}`, { disabled: true })
  expect((await app.begin(browser)).status).toBe(400)
  expect((await userInfo(auth.app, access_token!)).status).toBe(401)
  expect((await app.call('/oidc/token/introspection', { token: access_token! })).status).toBe(401)
  const preflight = { origin: 'https://app.example', 'access-control-request-method': 'POST' }
  const asked = await browser.request('OPTIONS', '/oidc/token', { headers: preflight })
  expect(asked.headers).not.toHaveProperty('access-control-allow-origin')

  await admin('PATCH', `/api/clients/${app.id}`, { disabled: false })
  expect((await userInfo(auth.app, access_token!)).status).toBe(200)
  const again = await browser.request('OPTIONS', '/oidc/token', { headers: preflight })
  expect(again.headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example' })
})

test('what an app may ask for is what it was registered for, also after it got tokens', async () => {
  const { auth, admin } = await withAdmin()
  const app = await testOtherApp(auth)
  const scope = 'openid offline_access music:read music:write'
  const { refresh_token } = await app.tokens(auth.browser(), 'ada@example.org', { scope, prompt: 'consent' })

  await admin('PATCH', `/api/clients/${app.id}`, { scopes: ['music:read'] })
  const narrowed = await app.refresh(refresh_token!, { resource: family.music })
  await admin('PATCH', `/api/clients/${app.id}`, { scopes: [] })
  const nothing = await app.refresh(narrowed.body.refresh_token, { resource: family.music })

  expect(narrowed.body.scope).toBe('openid offline_access music:read')
  expect(decodeJwt(narrowed.body.access_token).scope).toBe('music:read')
  expect(nothing).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
})

test('an app that is removed takes everything along', async () => {
  const { auth, admin } = await withAdmin()
  const app = await testOtherApp(auth)
  const browser = auth.browser()
  const scope = 'openid offline_access music:read'
  const tokens = await app.tokens(browser, 'ada@example.org', { scope, prompt: 'consent' })

  expect((await admin('DELETE', `/api/clients/${app.id}`)).status).toBe(204)

  expect((await admin('GET', `/api/clients/${app.id}`)).status).toBe(404)
  expect((await app.refresh(tokens.refresh_token!)).status).toBe(401)
  expect((await userInfo(auth.app, tokens.access_token!)).status).toBe(401)
  for (const table of ['consent', 'clientOrigin', 'refreshToken', 'oidcRecord'] as const)
    expect(await auth.deps.db.selectFrom(table).select('clientId').where('clientId', '=', app.id).execute()).toEqual([])
  expect((await app.begin(browser)).status).toBe(400)
  // Who was signed in at AuthBell still is.
  expect((await browser.begin('music', { prompt: 'none' })).location).toContain('code=')
})

test('where people come back to is compared letter by letter', async () => {
  const { auth } = await withAdmin()
  const app = await testOtherApp(auth)
  const browser = auth.browser()

  for (const address of [
    `${callback}/`,
    `${callback}x`,
    `${callback}/../callback`,
    `${callback}%2f..%2fevil`,
    `${callback}?next=https://evil.example`,
    `${callback}#evil`,
    'https://app.example/CALLBACK',
    'https://APP.example/callback',
    'https://app.example:443/callback',
    'https://app.example:8443/callback',
    'https://app.example@evil.example/callback',
    'https://app.example.evil.example/callback',
    'http://app.example/callback',
    'https://app.example/%63allback',
    String.raw`https://app.example\@evil.example/callback`,
  ]) {
    const answer = await app.begin(browser, { redirect_uri: address })
    expect(answer, address).toMatchObject({ status: 400, location: undefined })
  }
})
