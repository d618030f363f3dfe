import { expect, test } from 'vitest'
import { testMusic } from './product.fixture.ts'

test('signing out ends the session at AuthBell from server to server, and says where the browser ends its own', async () => {
  const { browser, authBell, origin, denials } = await testMusic()
  await browser.go('/session/login')
  const { sid } = (await browser.fetch('/session/refresh')).body.user

  const { status, body } = await browser.fetch('/session/logout')

  expect(status).toBe(200)
  expect(authBell.count('/oidc/token/revocation')).toBe(1)
  expect(browser.cookies().has('bell-music')).toBe(false)
  expect(denials.hasEnded(sid)).toBe(true)
  const { searchParams, origin: where, pathname } = new URL(body.redirectTo)
  expect(where + pathname).toBe(`${authBell.issuer}/oidc/session/end`)
  expect(searchParams.get('post_logout_redirect_uri')).toBe(`${origin}/`)
  expect(searchParams.get('client_id')).toBe('bell-music')
  expect(searchParams.get('id_token_hint')).toMatch(/^eyJ/)
})

test('signing out counts at once where AuthBell is away, and AuthBell is told when it is back', async () => {
  const { browser, authBell, denials, db } = await testMusic()
  await browser.go('/session/login')
  const old = browser.cookies().get('bell-music')!
  const { sid } = (await browser.fetch('/session/refresh')).body.user
  authBell.state.failing = true

  // The browser has nowhere to go on to.
  expect(await browser.fetch('/session/logout')).toMatchObject({ status: 200, body: { redirectTo: '/' } })

  expect(browser.cookies().has('bell-music')).toBe(false)
  expect(denials.hasEnded(sid)).toBe(true)
  const asked = authBell.count('/oidc/token')
  const again = await browser.fetch('/session/refresh', { cookie: `bell-music=${old}` })
  expect(again).toMatchObject({ status: 401, body: { code: 'session_ended' } })
  expect(authBell.count('/oidc/token')).toBe(asked)
  const waiting = () => db.selectFrom('pendingLogout').select(['sid', 'attempts']).execute()
  expect(await waiting()).toMatchObject([{ sid, attempts: 1 }])
  authBell.state.failing = false
  await expect.poll(waiting, { timeout: 10_000 }).toEqual([])
  expect(authBell.count('/oidc/token/revocation')).toBe(2)
})

test('a sign-out that was acknowledged before a crash is told by the next start', async () => {
  const { browser, authBell, db } = await testMusic()
  await browser.go('/session/login')
  const sealed = browser.cookies().get('bell-music')!
  const row = { sid: 'sid', sealed, attempts: 0, nextAt: 0, expiresAt: Date.now() + 60_000 }

  await db.insertInto('pendingLogout').values(row).execute()

  await expect.poll(() => db.selectFrom('pendingLogout').selectAll().execute(), { timeout: 5_000 }).toEqual([])
  expect(authBell.count('/oidc/token/revocation')).toBe(1)
})

test('signing out without a session is no error, and asks AuthBell nothing', async () => {
  const { browser, authBell } = await testMusic()

  expect(await browser.fetch('/session/logout')).toMatchObject({ status: 200, body: { redirectTo: '/' } })
  expect(authBell.requests).toHaveLength(0)
})

test('a page of this site, and no other, can have the browser forget what it kept of the site', async () => {
  const { browser, call } = await testMusic()

  const { status, headers } = await browser.fetch('/session/forget')

  expect({ status, cleared: headers['clear-site-data'] }).toEqual({ status: 204, cleared: '"cache"' })
  const foreign = await call('POST', '/session/forget', undefined, { origin: 'http://music.test' })
  expect(foreign.status).toBe(403)
  expect(foreign.headers['clear-site-data']).toBeUndefined()
})

test('who has just signed out is not signed in again unasked', async () => {
  const { browser } = await testMusic()
  await browser.go('/session/login')
  await browser.fetch('/session/logout')

  await browser.go('/session/login?silent=1')

  expect(await browser.fetch('/session/refresh')).toMatchObject({ status: 401, body: { code: 'no_session' } })
})
