import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { callAs, family, origin, refresh, testAuth } from '../auth.fixture.ts'

const sso = 'bell-auth-sso'

test('a session that was planted in a browser is not the one that its person signs in with', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const thief = auth.browser()
  // The page of the sign-out is the one that gives a visitor a session.
  await thief.request('GET', '/oidc/session/end')
  const planted = [...thief.cookies.entries()].find(([, { name }]) => name === sso)!
  const victim = auth.browser()
  victim.cookies.set(...planted)

  await victim.signIn('music', 'mina@example.org')

  const own = [...victim.cookies.values()].find(({ name }) => name === sso)!
  expect(own.value).not.toBe(planted[1].value)
  const { location } = await thief.begin('music', { prompt: 'none' })
  expect(location).toContain('error=login_required')
})

test('whoever signs in again has another session id, and the old one opens nothing', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  const before = [...browser.cookies.entries()].find(([, { name }]) => name === sso)!

  const login = await browser.begin('music', { prompt: 'login' })
  const { body } = await browser.submit(login, 'mina@example.org')
  await browser.request('GET', body.redirectTo)

  const old = auth.browser()
  old.cookies.set(...before)
  expect((await old.begin('music', { prompt: 'none' })).location).toContain('error=login_required')
})

test('a refresh token does not outlive the sign-out of its session, whoever kept it', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const tokens = { music: await browser.signIn('music', 'mina@example.org'), img: await browser.signIn('img') }
  const { body: later } = await refresh(auth.app, 'music', tokens.music.refresh_token)

  await callAs(auth.app, 'img', { token: tokens.img.refresh_token }, '/oidc/token/revocation')

  for (const token of [tokens.music.refresh_token, later.refresh_token])
    expect(await refresh(auth.app, 'music', token)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
  const back = await browser.begin('music')
  expect(back.location).toMatch(/^\/interaction\//)
})

test('a code that was given out before the sign-out is worth nothing after it', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const { refresh_token } = await browser.signIn('music', 'mina@example.org')
  const login = await browser.begin('img')
  const code = new URL(login.location).searchParams.get('code')!

  await callAs(auth.app, 'music', { token: refresh_token }, '/oidc/token/revocation')

  const fields = {
    grant_type: 'authorization_code',
    code,
    redirect_uri: `${family.img}/session/callback`,
    code_verifier: login.verifier,
  }
  expect(await callAs(auth.app, 'img', fields)).toMatchObject({ status: 400, body: { error: 'invalid_grant' } })
})

test('a code that comes back ends what was issued for it, and its person is told', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')
  const login = await browser.begin('img')
  const fields = {
    grant_type: 'authorization_code',
    code: new URL(login.location).searchParams.get('code')!,
    redirect_uri: `${family.img}/session/callback`,
    code_verifier: login.verifier,
  }
  const { body: tokens } = await callAs(auth.app, 'img', fields)

  await callAs(auth.app, 'img', fields)

  expect((await refresh(auth.app, 'img', tokens.refresh_token)).status).toBe(400)
  const messages = await auth.deps.db.selectFrom('notice').select('kind').execute()
  expect(messages).toEqual([{ kind: 'session_copied' }])
  const again = await browser.signIn('img')
  expect(decodeJwt(again.access_token).sid).not.toBe(decodeJwt(tokens.access_token).sid)
})

test('whatever Host a sign-out names, its page and its form are AuthBell’s', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  await browser.signIn('music', 'mina@example.org')

  const forwarded = { 'x-forwarded-host': 'evil.test', forwarded: 'host=evil.test', 'x-forwarded-proto': 'https' }
  const page = await browser.request('GET', '/oidc/session/end', { headers: forwarded })
  expect(page.body).toContain(`action="${origin}/oidc/session/end/confirm"`)
  expect(page.body).not.toContain('evil.test')
  expect((await browser.request('GET', '/oidc/session/end', { headers: { host: 'evil.test' } })).status).toBe(421)
})
