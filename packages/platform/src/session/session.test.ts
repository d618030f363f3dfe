import { generateKeyPairSync } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemClock, testClock } from '../clock/index.ts'
import { createKeySet, createTokenVerifier, type KeySet } from '../http/index.ts'
import { testBrowser } from './browser.fixture.ts'
import { testMusic } from './product.fixture.ts'

test('signing in leads back to the page, and the page gets a token that the API believes', async () => {
  const { browser, authBell, app, origin } = await testMusic()

  const { at, passed } = await browser.go('/session/login?returnTo=/library%3Fsort%3Dtitle')
  expect(at.href).toBe(`${origin}/library?sort=title`)
  const asked = new URL(passed[1]!)
  expect(Object.fromEntries(asked.searchParams)).toMatchObject({
    code_challenge_method: 'S256',
    code_challenge: expect.stringMatching(/^[\w-]{43}$/),
    state: expect.stringMatching(/^[\w-]{40,}$/),
    nonce: expect.stringMatching(/^[\w-]{40,}$/),
  })
  expect(asked.searchParams.has('prompt')).toBe(false)

  const { status, body, headers } = await browser.fetch('/session/refresh')
  expect(status).toBe(200)
  expect(headers['cache-control']).toBe('no-store')
  expect(body.user).toMatchObject({ id: 'mina', name: 'Mina', email: 'mina@example.org', roles: ['listener'] })
  expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now() + 200_000)
  const verify = createTokenVerifier({
    issuer: authBell.issuer,
    audience: origin,
    keys: createKeySet({ url: `${authBell.issuer}/oidc/jwks`, clock: systemClock, log: app.log as never }),
    clock: systemClock,
  })
  expect((await verify(body.accessToken)).user).toMatchObject({ id: 'mina', sid: body.user.sid })
})

test.each([
  ['http://music.test', 'bell-music', /; Path=\/; HttpOnly; SameSite=Strict$/],
  ['https://music.test', '__Host-bell-music', /; Path=\/; HttpOnly; Secure; SameSite=Strict$/],
])('at %s the session is in a cookie that no script and no other site can use', async (origin, name, attributes) => {
  const { browser, anonymous } = await testMusic({ origin })
  const { passed } = await browser.go('/session/login')
  expect([...browser.cookies().keys()]).toEqual([name])

  const callback = new URL(passed.find((address) => address.includes('/session/callback'))!)
  const refreshed = await browser.fetch('/session/refresh')

  const cookie = [refreshed.headers['set-cookie']].flat().join()
  expect(cookie).toMatch(new RegExp(`^${name}=[\\w.-]+; Max-Age=\\d+`))
  expect(cookie).toMatch(attributes)
  expect(cookie.length).toBeLessThan(4000)
  // Another browser that learns the address of the callback gains nothing by it.
  expect((await anonymous('GET', callback.pathname + callback.search)).headers).toMatchObject({
    location: '/?signInError=login_expired',
  })
})

test('one session that refreshes without end is slowed down, and others behind the same address are not', async () => {
  const clock = testClock()
  const { browser, call, origin } = await testMusic({ clock })
  const neighbour = testBrowser({ origin, call })
  const stranger = testBrowser({ origin, call })
  await browser.go('/session/login')
  await neighbour.go('/session/login')

  const statuses = new Set<number>()
  for (let n = 0; n < 61; n++) statuses.add((await browser.fetch('/session/refresh')).status)
  for (let n = 0; n < 150; n++) await stranger.fetch('/session/refresh')

  expect([...statuses]).toEqual([200, 429])
  expect((await neighbour.fetch('/session/refresh')).status).toBe(200)
  clock.advance(60_000)
  expect((await browser.fetch('/session/refresh')).status).toBe(200)
})

test('the refresh token changes at every refresh', async () => {
  const { browser, authBell } = await testMusic()
  await browser.go('/session/login')

  const cookies = new Set<string>()
  for (let n = 0; n < 3; n++) {
    cookies.add(browser.cookies().get('bell-music')!)
    expect((await browser.fetch('/session/refresh')).status).toBe(200)
  }

  expect(cookies.size).toBe(3)
  expect(authBell.count('/oidc/token')).toBe(4)
})

test('who never signed in has no session; whose session is over is told so, once', async () => {
  const { browser } = await testMusic()
  expect(await browser.fetch('/session/refresh')).toMatchObject({ status: 401, body: { code: 'no_session' } })

  await browser.go('/session/login')
  const old = browser.cookies().get('bell-music')!
  await browser.fetch('/session/logout')
  const ended = await browser.fetch('/session/refresh', { cookie: `bell-music=${old}` })

  expect(ended).toMatchObject({ status: 401, body: { code: 'session_ended' } })
  expect(ended.headers['set-cookie']).toMatch(/^bell-music=; Max-Age=0/)
  expect(await browser.fetch('/session/refresh')).toMatchObject({ status: 401, body: { code: 'no_session' } })
})

test('a cookie that was not sealed here for this opens nothing', async () => {
  const music = await testMusic()
  await music.browser.go('/session/login')
  const sealed = music.browser.cookies().get('bell-music')!
  const img = await testMusic({ product: 'img' })
  const tampered = sealed.slice(0, -30) + (sealed.at(-30) === 'A' ? 'B' : 'A') + sealed.slice(-29)

  for (const cookie of [`bell-img=${sealed}`, 'bell-img=', 'bell-img=a.b.c.d.e']) {
    expect(await img.browser.fetch('/session/refresh', { cookie })).toMatchObject({
      status: 401,
      body: { code: 'session_ended' },
    })
  }
  expect(await music.browser.fetch('/session/refresh', { cookie: `bell-music=${tampered}` })).toMatchObject({
    status: 401,
    body: { code: 'session_ended' },
  })
  expect(img.authBell.count('/oidc/token')).toBe(0)
})

test('while AuthBell is out nobody loses a session', async () => {
  const { browser, authBell } = await testMusic()
  await browser.go('/session/login')

  authBell.state.failing = true
  const answer = await browser.fetch('/session/refresh')
  expect(answer).toMatchObject({ status: 503, body: { code: 'auth_unavailable' } })
  expect(answer.headers).not.toHaveProperty('set-cookie')
  authBell.state.failing = false
  expect((await browser.fetch('/session/refresh')).status).toBe(200)

  await authBell.close()
  expect(await browser.fetch('/session/refresh')).toMatchObject({ status: 503, body: { code: 'auth_unavailable' } })
})

test('a refresh that AuthBell did not answer is sent again at once', async () => {
  const { browser, authBell } = await testMusic()
  await browser.go('/session/login')
  const before = authBell.count('/oidc/token')
  authBell.state.failing = true

  const answer = browser.fetch('/session/refresh')
  await expect.poll(() => authBell.count('/oidc/token')).toBe(before + 1)
  authBell.state.failing = false

  expect((await answer).status).toBe(200)
})

test('AuthBell is told the page’s name of an attempt; one that is no name is refused', async () => {
  const { browser, authBell } = await testMusic()
  await browser.go('/session/login')

  await browser.fetch('/session/refresh', { 'idempotency-key': '"0123456789abcdef"' })
  await browser.fetch('/session/refresh')
  expect(authBell.attempts.slice(-2)).toEqual(['0123456789abcdef', undefined])
  const answer = await browser.fetch('/session/refresh', { 'idempotency-key': 'x' })
  expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'idempotency-key' }] } })
})

test.each([
  ['without the header of our scripts', { 'x-requested-with': '' }],
  ['with another’s header', { 'x-requested-with': 'XMLHttpRequest' }],
  ['from another origin', { origin: 'http://evil.test' }],
  ['from a sibling', { origin: 'http://img.test' }],
  ['from a sandbox', { origin: 'null' }],
  ['from the same site only', { 'sec-fetch-site': 'same-site' }],
  ['from elsewhere', { 'sec-fetch-site': 'cross-site' }],
] as const)('a POST %s does nothing with the cookie', async (_name, headers) => {
  const { browser, authBell } = await testMusic()
  await browser.go('/session/login')
  const before = authBell.requests.length

  for (const path of ['/session/refresh', '/session/logout']) {
    expect(await browser.fetch(path, headers)).toMatchObject({ status: 403, body: { code: 'foreign_request' } })
  }

  expect(authBell.requests.length).toBe(before)
  expect((await browser.fetch('/session/refresh')).status).toBe(200)
})

test('a POST needs an Origin, and does without Sec-Fetch-Site, which plain http does not send', async () => {
  const { browser } = await testMusic()
  await browser.go('/session/login')

  expect(await browser.call('POST', '/session/refresh', { 'x-requested-with': 'bell' })).toMatchObject({ status: 403 })
  expect(
    await browser.call('POST', '/session/refresh', { 'x-requested-with': 'bell', origin: 'http://music.test' }),
  ).toMatchObject({ status: 200 })
})

test('whoever is signed in elsewhere is signed in here without being asked', async () => {
  const { browser } = await testMusic()
  await browser.go('/session/login')
  browser.forget('music.test')

  const { at, passed } = await browser.go('/session/login?silent=1&returnTo=/library')

  expect(at.pathname).toBe('/library')
  expect(passed.some((address) => address.includes('/interaction/'))).toBe(false)
  expect((await browser.fetch('/session/refresh')).status).toBe(200)
})

test('whoever is not comes back without an error, and is not sent around again', async () => {
  const { browser, authBell } = await testMusic()

  expect((await browser.go('/session/login?silent=1&returnTo=/library')).at.href).toBe('http://music.test/library')
  const before = authBell.requests.length
  expect((await browser.go('/session/login?silent=1&returnTo=/library')).passed).toHaveLength(2)

  expect(authBell.requests.length).toBe(before)
  expect(await browser.fetch('/session/refresh')).toMatchObject({ status: 401, body: { code: 'no_session' } })
})

test('a refusal at the sign-in page leads to a page that can say so', async () => {
  const { browser, authBell } = await testMusic()
  authBell.state.person = undefined

  expect((await browser.go('/session/login?returnTo=/library')).at.href).toBe(
    'http://music.test/?signInError=access_denied',
  )
})

test('a callback that nobody asked for signs nobody in', async () => {
  const { browser, authBell } = await testMusic()

  for (const query of ['', '?', '?code=guess&state=guess', '?error=access_denied', '?state=a&state=b&code=c']) {
    const { at } = await browser.go(`/session/callback${query}`)
    expect(at.pathname + at.search).toBe('/?signInError=login_expired')
  }
  expect(authBell.count('/oidc/token')).toBe(0)
})

test('a stolen code does not fit into a login of one’s own', async () => {
  const { browser, call, authBell } = await testMusic()
  const thief = testBrowser({ origin: 'http://music.test', call })
  const begun = await thief.call('GET', '/session/login')
  const stolen = (await browser.go('/session/login', { before: '/session/callback' })).at.searchParams
  stolen.set('state', new URL(begun.headers['location']!).searchParams.get('state')!)

  const { at } = await thief.go(`/session/callback?${stolen.toString()}`)

  expect(at.search).toBe('?signInError=sign_in_failed')
  expect(thief.cookies().has('bell-music')).toBe(false)
  expect(authBell.count('/oidc/token')).toBe(1)
})

test('AuthBell failing in the middle of a login leads to a page that can say so', async () => {
  const { browser, authBell } = await testMusic()
  const begun = await browser.call('GET', '/session/login')
  const state = new URL(begun.headers['location']!).searchParams.get('state')
  authBell.state.failing = true

  const { at } = await browser.go(`/session/callback?code=c&state=${state}&iss=${authBell.issuer}`)

  expect(at.search).toBe('?signInError=auth_unavailable')
})

test('an answer that is not AuthBell’s own is not taken for one', async () => {
  const { browser, authBell } = await testMusic()

  for (const iss of [undefined, 'http://evil.test']) {
    const { at } = await browser.go('/session/login', { before: '/session/callback' })
    if (iss) at.searchParams.set('iss', iss)
    else at.searchParams.delete('iss')
    expect((await browser.go(at.pathname + at.search)).at.search).toBe('?signInError=sign_in_failed')
  }
  expect(authBell.count('/oidc/token')).toBe(0)
})

test('logins begun in several tabs all arrive', async () => {
  const { browser } = await testMusic()
  const first = await browser.call('GET', '/session/login?returnTo=/library')
  await browser.go('/session/login?returnTo=/other')

  expect((await browser.go(first.headers['location']!)).at.pathname).toBe('/library')
  for (let n = 0; n < 9; n++) await browser.call('GET', '/session/login')
  expect([...browser.cookies().keys()].filter((name) => name.includes('login'))).toHaveLength(4)
})

test('cookies that are many, huge or twice there cost nothing but an answer', async () => {
  const { browser, authBell } = await testMusic()
  await browser.go('/session/login')
  const own = `bell-music=${browser.cookies().get('bell-music')!}`
  const asked = authBell.count('/oidc/token')
  const many = Array.from({ length: 500 }, (_, n) => `bell-music-login-${n}=x`).join('; ')

  for (const cookie of [
    `bell-music=${'x'.repeat(500_000)}`,
    `bell-music=${'a.'.repeat(10_000)}`,
    `bell-music=x; ${own}`,
  ])
    expect(await browser.fetch('/session/refresh', { cookie })).toMatchObject({
      status: 401,
      body: { code: 'session_ended' },
    })
  expect(authBell.count('/oidc/token')).toBe(asked)
  expect((await browser.call('GET', '/session/login', { cookie: many })).status).toBe(303)
  expect((await browser.fetch('/session/refresh', { cookie: `${many}; ${own}` })).status).toBe(200)
})

test('one address cannot try for ever', async () => {
  const { browser } = await testMusic({ clock: testClock() })
  const statuses = []
  for (let n = 0; n < 1201; n++) statuses.push((await browser.fetch('/session/refresh')).status)

  expect(statuses.slice(0, 1200)).not.toContain(429)
  expect(statuses[1200]).toBe(429)
})

test('nothing of all this can be found in the log', async () => {
  const { browser, logText } = await testMusic()
  const { passed } = await browser.go('/session/login')
  const cookie = browser.cookies().get('bell-music')!
  const { accessToken } = (await browser.fetch('/session/refresh')).body
  await browser.fetch('/session/logout')

  const { searchParams } = new URL(passed.find((address) => address.includes('/session/callback'))!)
  for (const secret of [cookie, accessToken, searchParams.get('code')!, searchParams.get('state')!]) {
    expect(logText()).not.toContain(secret)
    expect(logText()).not.toContain(secret.slice(-30))
  }
  expect(logText()).toContain('/session/refresh')
})

test('a signing key that is new is asked for at once, and costs nobody the session', async () => {
  const published: KeySet[] = []
  const asked: KeySet[] = []
  // What AuthBell has is known here only once it was asked.
  const keys: KeySet = {
    find: (kid) => published[0]!.find(kid),
    known: (kid) => asked[0]?.known(kid),
    refresh: async () => {
      await published[0]!.refresh()
      asked.push(published[0]!)
    },
    close: () => undefined,
  }
  const { browser, authBell, app } = await testMusic({ keys })
  published.push(createKeySet({ url: `${authBell.issuer}/oidc/jwks`, clock: systemClock, log: app.log as never }))

  await browser.go('/session/login')

  expect(await browser.fetch('/session/refresh')).toMatchObject({ status: 200, body: { user: { id: 'mina' } } })
  expect(asked).toHaveLength(1)
})

test('an ID token that AuthBell’s key did not sign makes no session', async () => {
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey
  const none = async () => undefined
  const { browser } = await testMusic({
    keys: { find: async () => stranger, known: () => stranger, refresh: none, close: () => undefined },
  })

  expect((await browser.go('/session/login')).at.search).toBe('?signInError=sign_in_failed')
  expect((await browser.fetch('/session/refresh')).status).toBe(401)
})
