import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { family, origin, testAuth } from '../auth.fixture.ts'
import { callback, decide, testOtherApp, userInfo } from '../other-app.fixture.ts'

async function asked(scope = 'openid profile email music:read') {
  const auth = await testAuth()
  const mina = await auth.given('mina', 'owner')
  const app = await testOtherApp(auth)
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  const { location, verifier } = await app.begin(browser, { scope })
  return { auth, mina, app, browser, location, verifier }
}

test('another app is let in when the person says yes, and is told only what was asked for', async () => {
  const { auth, mina, app, browser, location, verifier } = await asked('openid email music:read music:admin')

  const question = await browser.request('GET', `${location}/question`)
  const back = new URL(await decide(browser, location, 'allow'))
  const { body } = await app.exchange(back.searchParams.get('code')!, verifier)

  expect(question.body).toEqual({
    client: { name: 'Setlist', kind: 'server', host: 'app.example', addedBy: null },
    account: { id: mina.id, name: 'mina', email: 'mina@example.org' },
    scopes: ['openid', 'email', 'music:read'].map((scope) => ({ scope, isNew: true })),
  })
  expect(back.origin + back.pathname).toBe(callback)
  expect(back.searchParams.get('iss')).toBe(origin)
  expect(await userInfo(auth.app, body.access_token)).toEqual({
    status: 200,
    body: { sub: mina.id, email: 'mina@example.org' },
  })
  expect(decodeJwt(body.id_token)).not.toHaveProperty('name')
  expect(body).not.toHaveProperty('refresh_token')
})

test('what was allowed is remembered over sessions, and more is asked for', async () => {
  const { auth, app, browser, location } = await asked()
  await decide(browser, location, 'allow')
  const later = auth.browser()
  await later.signIn('music', 'mina@example.org')

  expect((await app.begin(later)).location).toMatch(/^https:\/\/app\.example\/callback\?code=/)
  const more = await app.begin(later, { scope: 'openid music:read music:write' })
  const question = await later.request('GET', `${more.location}/question`)

  expect(question.body.scopes).toEqual([
    { scope: 'openid', isNew: false },
    { scope: 'music:read', isNew: false },
    { scope: 'music:write', isNew: true },
  ])
})

test('who says no is sent back with access_denied, and nothing is remembered', async () => {
  const { app, browser, location } = await asked()

  const back = new URL(await decide(browser, location, 'cancel'))

  expect(Object.fromEntries(back.searchParams)).toMatchObject({
    error: 'access_denied',
    state: 'the state',
    iss: origin,
  })
  expect((await app.begin(browser)).location).toMatch(/\/consent$/)
})

test('without anyone to ask, an app that was not allowed gets nothing', async () => {
  const { app, browser } = await asked()

  expect((await app.begin(browser, { prompt: 'none' })).location).toContain('error=consent_required')
})

test('who is someone else signs in as that person first', async () => {
  const { auth, app, browser, location } = await asked()
  const joon = await auth.given('joon')

  const signIn = await decide(browser, location, 'other')
  const { body } = await browser.submit({ location: signIn }, 'joon@example.org')
  const form = await browser.request('GET', body.redirectTo)
  const fields = new URLSearchParams(
    [...form.body.matchAll(/name="(\w+)" value="([^"]+)"/g)].map(([, name, value]) => [name!, value!]),
  )
  const left = await browser.request('POST', '/oidc/session/end/confirm', {
    body: fields.toString(),
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
  })
  const next = await browser.request('GET', left.location)
  const question = await browser.request('GET', `${next.location}/question`)

  // The form's answer leads on to the app in the end, which browsers hold the policy against.
  expect(form.headers['content-security-policy']).toContain("form-action 'self' https://app.example")
  expect(question.body.account.id).toBe(joon.id)
  expect(app.id).toBeDefined()
})

test('only AuthBell’s own page may answer, in the browser that was asked', async () => {
  const { auth, app, browser, location } = await asked()
  const body = { decision: 'allow' }

  for (const headers of [
    {},
    { origin, 'x-requested-with': 'XMLHttpRequest' },
    { origin: 'https://app.example', 'x-requested-with': 'bell' },
    { origin, 'x-requested-with': 'bell', 'sec-fetch-site': 'same-site' },
  ] as Record<string, string>[])
    expect((await browser.request('POST', `${location}/decision`, { body, headers })).status).toBe(403)
  expect((await auth.browser().fromPage('POST', `${location}/decision`, body)).status).toBe(410)
  expect((await auth.browser().request('GET', `${location}/question`)).status).toBe(410)
  expect((await app.begin(browser)).location).toMatch(/\/consent$/)
})

test('no other site may frame the pages that ask, or the way to them', async () => {
  const { browser, location } = await asked()

  for (const path of [location, `${location}/question`]) {
    const { headers } = await browser.request('GET', path)
    expect(headers['content-security-policy']).toContain("frame-ancestors 'none'")
    expect(headers['x-frame-options']).toBe('DENY')
  }
})

test('a token for MusicBell carries what was allowed, and nobody’s power over others', async () => {
  const { auth, app, browser, mina } = await asked()

  const { access_token } = await app.tokens(browser, 'mina@example.org', {}, { resource: family.music })

  const claims = decodeJwt(access_token!)
  expect(claims).toMatchObject({ sub: mina.id, aud: family.music, client_id: app.id, scope: 'music:read' })
  expect(claims).toMatchObject({ name: 'mina', roles: ['artist'] })
  expect(claims).not.toHaveProperty('email')
  expect((await userInfo(auth.app, access_token!)).status).toBe(401)
})

test('an app gets no token for a product that it was not registered for', async () => {
  const { app, browser } = await asked()

  for (const resource of [family.img, family.auth, 'https://evil.test'])
    expect((await app.begin(browser, { resource })).location).toContain('error=invalid_target')
  const { back, verifier } = await app.signIn(browser, 'mina@example.org')
  const refused = await app.exchange(back.searchParams.get('code')!, verifier, { resource: family.img })
  expect(refused).toMatchObject({ status: 400, body: { error: 'invalid_target' } })
})

test('only who was allowed to go on without the person gets a refresh token, and keeps it after the sign-out', async () => {
  const { auth, app, browser } = await asked()
  const scope = 'openid music:read offline_access'
  const tokens = await app.tokens(browser, 'mina@example.org', { scope, prompt: 'consent' })

  const page = await browser.request('GET', '/oidc/session/end')
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(page.body)![1]!
  await browser.request('POST', '/oidc/session/end/confirm', {
    body: new URLSearchParams({ xsrf, logout: 'yes' }).toString(),
    headers: { origin, 'content-type': 'application/x-www-form-urlencoded' },
  })
  const later = await app.refresh(tokens.refresh_token!, { resource: family.music })

  expect(later.status).toBe(200)
  expect(decodeJwt(later.body.access_token)).not.toHaveProperty('sid')
  expect(await userInfo(auth.app, tokens.access_token!)).toMatchObject({ status: 200 })
})

test('without that, what an app has ends with the session', async () => {
  const { auth, app, browser } = await asked()
  const music = await browser.signIn('music')
  const { access_token } = await app.tokens(browser, 'mina@example.org')
  expect((await userInfo(auth.app, access_token!)).status).toBe(200)

  const { callAs } = await import('../auth.fixture.ts')
  await callAs(auth.app, 'music', { token: music.refresh_token }, '/oidc/token/revocation')

  expect((await userInfo(auth.app, access_token!)).status).toBe(401)
})

test('one sees the apps that one has allowed, and takes it back', async () => {
  const { auth, mina, app, browser, location } = await asked()
  const as = await ownToken(auth, browser)
  await decide(browser, location, 'allow')
  const scope = 'openid music:read offline_access'
  const tokens = await app.tokens(browser, 'mina@example.org', { scope, prompt: 'consent' })

  const list = await as('GET', '/api/account/apps')
  expect(list.json().items).toMatchObject([
    { clientId: app.id, name: 'Setlist', host: 'app.example', scopes: expect.arrayContaining(['music:read']) },
  ])
  expect((await as('DELETE', `/api/account/apps/${app.id}`)).statusCode).toBe(204)

  expect((await as('GET', '/api/account/apps')).json().items).toEqual([])
  expect((await as('DELETE', `/api/account/apps/${app.id}`)).json()).toMatchObject({ code: 'app_not_connected' })
  expect((await app.refresh(tokens.refresh_token!)).status).toBe(400)
  expect((await userInfo(auth.app, tokens.access_token!)).status).toBe(401)
  expect((await app.begin(browser)).location).toMatch(/\/consent$/)
  const entries = await auth.deps.db.selectFrom('audit').selectAll().where('subjectId', '=', app.id).execute()
  expect(entries.map(({ action, actorId }) => [action, actorId])).toEqual(
    expect.arrayContaining([
      ['consent.granted', mina.id],
      ['consent.revoked', mina.id],
    ]),
  )
})

/** Calls of AuthBell's own API by who is signed in in this browser. */
async function ownToken(auth: Awaited<ReturnType<typeof testAuth>>, browser: ReturnType<typeof auth.browser>) {
  const { access_token } = await browser.signIn('auth')
  const { sub, sid } = decodeJwt<{ sid: string }>(access_token)
  const call = auth.as({ id: sub!, name: 'mina', roles: ['owner'], sid })
  return async (method: 'GET' | 'DELETE', path: string) => {
    const { status, body } = await call(method, path)
    return { statusCode: status, json: () => body }
  }
}

test('what an answer says was granted can be sent back for a token for a product', async () => {
  const { app, browser } = await asked()
  const scope = 'openid offline_access music:read'
  const first = await app.tokens(browser, 'mina@example.org', { scope, prompt: 'consent' })

  const { body } = await app.refresh(first.refresh_token!, { scope: first.scope!, resource: family.music })

  expect(first.scope).toBe(scope)
  expect(decodeJwt(body.access_token)).toMatchObject({ aud: family.music, scope: 'music:read' })
})
