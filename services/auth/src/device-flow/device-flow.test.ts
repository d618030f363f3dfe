import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { family, origin, testAuth, type Browser } from '../auth.fixture.ts'
import { decide, testOtherApp, userInfo } from '../other-app.fixture.ts'

const grantType = 'urn:ietf:params:oauth:grant-type:device_code'
const json = { accept: 'application/json' }
const form = { origin, 'content-type': 'application/x-www-form-urlencoded' }

async function withDevice() {
  const auth = await testAuth()
  const mina = await auth.given('mina')
  const app = await testOtherApp(auth, {
    name: 'Kitchen TV',
    kind: 'device',
    redirectUris: [],
    postLogoutRedirectUris: [],
  })
  const begin = async (scope = 'openid profile music:read') =>
    (await app.call('/oidc/device/authorization', { scope })).body as Record<string, string>
  const poll = (device_code: string, extra = {}) =>
    app.call('/oidc/token', { grant_type: grantType, device_code, ...extra })
  return { auth, mina, app, begin, poll }
}

/** What the page of the web app sends. */
async function type(
  browser: Browser,
  fields: Record<string, string>,
  headers: Record<string, string> = json,
  ip?: string,
) {
  const { body } = await browser.request('GET', '/oidc/device', { headers: json })
  return browser.request('POST', '/oidc/device', {
    body: new URLSearchParams({ xsrf: body.xsrf, ...fields }).toString(),
    headers: { ...form, ...headers },
    ...(ip && { ip }),
  })
}

/** A person who is signed in lets the device in. */
async function letIn(browser: Browser, user_code: string) {
  const { location } = await type(browser, { user_code, confirm: 'yes' }, { accept: 'text/html' })
  return decide(browser, location, 'allow')
}

test('a television shows a code, and a person lets it in on the phone', async () => {
  const { auth, mina, begin, poll } = await withDevice()
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  const device = await begin('openid profile music:read offline_access')

  expect(device).toMatchObject({
    user_code: expect.stringMatching(/^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/),
    verification_uri: `${origin}/device`,
    verification_uri_complete: `${origin}/device?user_code=${device['user_code']}`,
    interval: 5,
  })
  expect(await poll(device['device_code']!)).toMatchObject({ status: 400, body: { error: 'authorization_pending' } })
  const shown = await type(browser, { user_code: device['user_code']!.toLowerCase().replace('-', ' ') })
  expect(shown.body).toMatchObject({ client: { name: 'Kitchen TV' }, userCode: device['user_code'] })
  expect(await letIn(browser, device['user_code']!)).toBe('/device?done=1')

  auth.clock.advance(5000)
  const { status, body } = await poll(device['device_code']!, { resource: family.music })
  expect(status).toBe(200)
  expect(decodeJwt(body.access_token)).toMatchObject({ sub: mina.id, aud: family.music, scope: 'music:read' })
  expect(body.refresh_token).toEqual(expect.any(String))
  expect((await poll(device['device_code']!)).status).toBe(400)
})

test('who is not signed in does so on the way', async () => {
  const { auth, begin, poll } = await withDevice()
  const browser = auth.browser()
  const device = await begin()

  const { location } = await type(browser, { user_code: device['user_code']!, confirm: 'yes' }, { accept: 'text/html' })
  const { body } = await browser.submit({ location }, 'mina@example.org')
  const consent = (await browser.request('GET', body.redirectTo)).location
  expect(await decide(browser, consent, 'allow')).toBe('/device?done=1')

  const tokens = (await poll(device['device_code']!)).body
  expect(await userInfo(auth.app, tokens.access_token)).toMatchObject({ status: 200, body: { name: 'mina' } })
})

test('a device that is refused, at the code or at the question, is told so', async () => {
  const { auth, begin, poll } = await withDevice()
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')

  const first = await begin()
  expect((await type(browser, { user_code: first['user_code']!, abort: 'yes' })).body.problem).toBe('cancelled')
  const second = await begin()
  const { location } = await type(browser, { user_code: second['user_code']!, confirm: 'yes' }, { accept: 'text/html' })
  expect(await decide(browser, location, 'cancel')).toBe('/device?problem=cancelled')

  for (const device of [first, second])
    expect(await poll(device['device_code']!)).toMatchObject({ status: 400, body: { error: 'access_denied' } })
})

test('a device that asks too often is told to slow down, and by how much', async () => {
  const { auth, begin, poll } = await withDevice()
  const code = (await begin())['device_code']!
  const ask = async () => (await poll(code)).body.error

  expect(await ask()).toBe('authorization_pending')
  auth.clock.advance(1000)
  expect(await ask()).toBe('slow_down')
  auth.clock.advance(5000)
  expect(await ask()).toBe('slow_down')
  auth.clock.advance(15_000)
  expect(await ask()).toBe('authorization_pending')
})

test('guessing codes ends after twenty wrong ones from one place, for every browser there', async () => {
  const { auth, begin } = await withDevice()
  const { user_code } = await begin()
  for (let n = 0; n < 20; n++)
    expect((await type(auth.browser(), { user_code: 'BCDFGHJK' }, json, '192.0.2.7')).body.problem).toBe('not_found')

  const right = { user_code: user_code! }
  expect((await type(auth.browser(), right, json, '192.0.2.7')).body.problem).toBe('too_many')
  expect((await type(auth.browser(), right, json, '192.0.2.8')).body.client).toEqual({ name: 'Kitchen TV' })
  auth.clock.advance(10 * 60_000 + 1)
  expect((await type(auth.browser(), right, json, '192.0.2.7')).body.problem).not.toBe('too_many')
})

test('a form from elsewhere lets no device in', async () => {
  const { auth, begin, poll } = await withDevice()
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  const device = await begin()
  await browser.request('GET', '/oidc/device', { headers: json })

  const forged = await browser.request('POST', '/oidc/device', {
    body: new URLSearchParams({ xsrf: 'guess', user_code: device['user_code']!, confirm: 'yes' }).toString(),
    headers: { ...form, origin: 'https://evil.example', accept: 'text/html' },
  })

  expect(forged.location).toBe('/device?problem=failed')
  expect((await poll(device['device_code']!)).body.error).toBe('authorization_pending')
})

test('a code is used once, by its own app, and neither it nor the device’s stands in the database', async () => {
  const { auth, begin, poll } = await withDevice()
  const other = await testOtherApp(auth, {
    name: 'Other',
    kind: 'device',
    redirectUris: [],
    postLogoutRedirectUris: [],
  })
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  const device = await begin()
  const [userCode, deviceCode] = [device['user_code']!, device['device_code']!]
  const { location } = await type(browser, { user_code: userCode, confirm: 'yes' }, { accept: 'text/html' })

  const kept = JSON.stringify(await auth.deps.db.selectFrom('oidcRecord').selectAll().execute())
  for (const secret of [userCode, userCode.replace('-', ''), deviceCode]) expect(kept).not.toContain(secret)
  await decide(browser, location, 'allow')
  expect((await type(browser, { user_code: userCode })).body.problem).toBe('used')
  const stolen = await other.call('/oidc/token', { grant_type: grantType, device_code: deviceCode })
  expect(stolen).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  expect((await poll(deviceCode)).status).toBe(200)
})
