import { expect, test } from 'vitest'
import { callAs, family, origin, refresh, testAuth, type Browser } from '../auth.fixture.ts'
import { disableUser } from '../index.ts'
import { testOtherApp } from '../other-app.fixture.ts'

async function signedIn() {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const music = await browser.signIn('music', 'mina@example.org')
  const img = await browser.signIn('img')
  return { auth, browser, music, img }
}

const endAddress = (idToken: string, product: 'music' | 'img' = 'music') =>
  `/oidc/session/end?${new URLSearchParams({
    id_token_hint: idToken,
    client_id: `bell-${product}`,
    post_logout_redirect_uri: `${family[product]}/`,
  }).toString()}`

/** Sends the form of the sign-out page as a browser does. */
function submitForm(browser: Browser, page: string, extra: Record<string, string> = {}) {
  const fields = new URLSearchParams(extra)
  for (const [, name, value] of page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]+)"/g))
    fields.set(name!, value!)
  const headers = { origin, 'content-type': 'application/x-www-form-urlencoded' }
  return browser.request('POST', '/oidc/session/end/confirm', { body: fields.toString(), headers })
}

const isSignedIn = async (browser: Browser) =>
  (await browser.begin('auth', { prompt: 'none' })).location.includes('code=')

test('the product’s own sign-out goes on by itself, ends every product’s session and comes back', async () => {
  const { auth, browser, music, img } = await signedIn()

  const page = await browser.request('GET', endAddress(music.id_token))
  expect(page.body).toContain('document.forms[0].submit()')
  expect(page.headers['content-security-policy']).toMatch(/script-src 'sha256-/)
  expect(page.headers['content-security-policy']).toContain(`form-action 'self'`)
  expect(page.headers['content-security-policy']).toContain(family.music)
  const done = await submitForm(browser, page.body)

  expect(done).toMatchObject({ status: 303, location: `${family.music}/` })
  expect((await refresh(auth.app, 'music', music.refresh_token)).status).toBe(400)
  expect((await refresh(auth.app, 'img', img.refresh_token)).status).toBe(400)
  expect(await isSignedIn(browser)).toBe(false)
})

test('without a hint of this session it asks first, in the reader’s language', async () => {
  const { auth, browser, img } = await signedIn()
  const elsewhere = auth.browser()
  const foreign = await elsewhere.signIn('music', 'mina@example.org')

  for (const address of ['/oidc/session/end', endAddress(foreign.id_token)]) {
    const page = await browser.request('GET', address, { headers: { 'accept-language': 'ko-KR,ko;q=0.9' } })
    expect(page.body).toContain('로그아웃할까요?')
    expect(page.body).not.toContain('<script')
  }
  expect((await browser.request('GET', '/oidc/session/end?ui_locales=ja')).body).toContain('ログアウトしますか')

  expect((await refresh(auth.app, 'img', img.refresh_token)).status).toBe(200)
})

test('an app that revokes its token first and then sends the browser to sign out is not asked about', async () => {
  const { auth, browser, music } = await signedIn()
  const app = await testOtherApp(auth)
  const { refresh_token, id_token } = await app.tokens(browser, 'mina@example.org', {
    scope: 'openid offline_access',
    prompt: 'consent',
  })
  expect((await app.call('/oidc/token/revocation', { token: refresh_token! })).status).toBe(200)
  expect((await refresh(auth.app, 'music', music.refresh_token)).status).toBe(200)

  const page = await browser.request('GET', `/oidc/session/end?id_token_hint=${id_token}`)
  expect(page.body).toContain('document.forms[0].submit()')
  await submitForm(browser, page.body)

  expect(await isSignedIn(browser)).toBe(false)
})

test('a form from elsewhere, without the page’s own token, signs nobody out', async () => {
  const { browser } = await signedIn()
  await browser.request('GET', '/oidc/session/end')

  const headers = { 'content-type': 'application/x-www-form-urlencoded' }
  const forged = await browser.request('POST', '/oidc/session/end/confirm', { body: 'xsrf=guess&logout=yes', headers })

  expect(forged.status).toBe(400)
  expect(await isSignedIn(browser)).toBe(true)
})

test('after a sign-out that asked, the web app says that it is done', async () => {
  const { browser } = await signedIn()
  const page = await browser.request('GET', '/oidc/session/end')

  const done = await submitForm(browser, page.body, { logout: 'yes' })

  expect((await browser.request('GET', done.location)).location).toBe('/signed-out')
  expect(await isSignedIn(browser)).toBe(false)
})

test('a sign-out leads to no address that is not registered', async () => {
  const { browser, music } = await signedIn()
  const query = new URLSearchParams({ id_token_hint: music.id_token, post_logout_redirect_uri: 'https://evil.test/' })

  const page = await browser.request('GET', `/oidc/session/end?${query.toString()}`)

  expect(page.status).toBe(400)
  expect(page.location).toBeUndefined()
})

test('a product that revokes its token ends the session everywhere, even if the browser never follows', async () => {
  const { auth, browser, music, img } = await signedIn()

  const fields = { token: music.refresh_token, token_type_hint: 'refresh_token' }
  expect((await callAs(auth.app, 'music', fields, '/oidc/token/revocation')).status).toBe(200)

  expect((await refresh(auth.app, 'img', img.refresh_token)).status).toBe(400)
  expect(await isSignedIn(browser)).toBe(false)
  // The browser that does follow finds nothing left to do, and comes back.
  const page = await browser.request('GET', endAddress(music.id_token))
  expect(await submitForm(browser, page.body)).toMatchObject({ status: 303, location: `${family.music}/` })
})

test('a product cannot end a session with another product’s token', async () => {
  const { auth, browser, music } = await signedIn()

  await callAs(auth.app, 'img', { token: music.refresh_token }, '/oidc/token/revocation')

  expect(await isSignedIn(browser)).toBe(true)
  expect((await refresh(auth.app, 'music', music.refresh_token)).status).toBe(200)
})

test('a person of another account who signs in at the same browser replaces the first one', async () => {
  const { auth, browser } = await signedIn()
  await auth.given('joon')

  const login = await browser.begin('music', { prompt: 'login' })
  const { body } = await browser.submit(login, 'joon@example.org')
  const form = await browser.request('GET', body.redirectTo)
  const left = await submitForm(browser, form.body)

  expect((await browser.request('GET', left.location)).location).toContain('code=')
})

test('a request that was under way while a session ended does not bring it back', async () => {
  for (const way of ['revocation', 'browser', 'disabling'] as const) {
    const { auth, browser, music } = await signedIn()
    await auth.given('owner', 'owner')
    const cookies = new Map(browser.cookies)
    const sessions = () => auth.deps.db.selectFrom('oidcRecord').selectAll().where('model', '=', 'Session')
    const underWay = await sessions().executeTakeFirstOrThrow()

    if (way === 'revocation') await callAs(auth.app, 'music', { token: music.refresh_token }, '/oidc/token/revocation')
    if (way === 'browser') await submitForm(browser, (await browser.request('GET', endAddress(music.id_token))).body)
    if (way === 'disabling') await disableUser(auth.deps, 'mina@example.org')
    await auth.deps.db.updateTable('account').set({ disabledAt: null }).execute()
    expect(await sessions().where('hash', '=', underWay.hash).execute()).toEqual([])
    await auth.deps.db.insertInto('oidcRecord').values(underWay).execute()

    for (const [key, cookie] of cookies) browser.cookies.set(key, cookie)
    expect(await isSignedIn(browser)).toBe(false)
  }
})
