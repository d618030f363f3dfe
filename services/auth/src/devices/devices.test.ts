import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { callAs, refresh, testAuth } from '../auth.fixture.ts'
import { describeUserAgent } from './user-agent.ts'
import { networkOf } from './network.ts'

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0'
const sidOf = (token: string) => decodeJwt<{ sid: string }>(token).sid

/** Mina signed in at two browsers; `desk` is the one she sits at. */
async function signedIn() {
  const auth = await testAuth()
  await auth.given('owner', 'owner')
  const mina = await auth.given('mina')
  const [desk, phone] = [auth.browser(), auth.browser()]
  const tokens = {
    desk: await desk.signIn('auth', 'mina@example.org'),
    music: await desk.signIn('music'),
    phone: await phone.signIn('music', 'mina@example.org'),
  }
  const as = auth.as({ id: mina.id, sid: sidOf(tokens.desk.access_token) })
  const goesOn = async (product: 'music' | 'auth', token: string) =>
    (await refresh(auth.app, product, token)).status === 200
  return { auth, mina, desk, phone, tokens, as, goesOn }
}

test('one sees where one is signed in, in which products, and which of them is this browser', async () => {
  const { as, auth, tokens } = await signedIn()
  auth.clock.advance(60_000)
  await refresh(auth.app, 'music', tokens.phone.refresh_token)

  const { body } = await as('GET', '/api/account/sessions')

  expect(body.items).toMatchObject([
    { current: false, here: true, network: '127.0.0.0/24', products: [{ clientId: 'bell-music' }], shared: false },
    { current: true, products: [{ name: 'auth-bell' }, { name: 'music-bell' }] },
  ])
  expect(Date.parse(body.items[0].lastUsedAt) - Date.parse(body.items[1].lastUsedAt)).toBeGreaterThan(59_000)
})

test('one device is ended, and no other; nobody else’s can be', async () => {
  const { as, auth, tokens, goesOn } = await signedIn()
  const joon = await auth.given('joon')
  const { items } = (await as('GET', '/api/account/sessions')).body
  const phone = items.find(({ current }: { current: boolean }) => !current)
  const path = `/api/account/sessions/${phone.id}`

  expect(await auth.as({ id: joon.id })('DELETE', path)).toMatchObject({
    status: 404,
    body: { code: 'device_not_found' },
  })
  expect((await as('DELETE', path)).status).toBe(204)

  expect(await goesOn('music', tokens.phone.refresh_token)).toBe(false)
  expect(await goesOn('music', tokens.music.refresh_token)).toBe(true)
  expect((await as('GET', '/api/account/sessions')).body.items).toHaveLength(1)
})

test('everywhere else, or everywhere', async () => {
  const { as, tokens, goesOn } = await signedIn()

  expect(await as('POST', '/api/account/sessions/end-all', { including: 'others' })).toMatchObject({
    body: { ended: 1 },
  })
  expect(await goesOn('music', tokens.phone.refresh_token)).toBe(false)
  expect(await goesOn('auth', tokens.desk.refresh_token)).toBe(true)
  expect(await as('POST', '/api/account/sessions/end-all', { including: 'this' })).toMatchObject({ body: { ended: 1 } })
  expect(await goesOn('music', tokens.music.refresh_token)).toBe(false)
})

test('an owner ends all sessions of a person, a listener nobody’s', async () => {
  const { auth, mina, tokens, goesOn } = await signedIn()
  const { items } = (await auth.as({ id: mina.id })('GET', '/api/account/sessions')).body
  expect(items).toHaveLength(2)
  const owner = await auth.deps.db
    .selectFrom('account')
    .select('id')
    .where('role', '=', 'owner')
    .executeTakeFirstOrThrow()
  const path = `/api/people/${mina.id}/end-sessions`

  expect((await auth.as({ id: mina.id })('POST', path)).status).toBe(403)
  expect(await auth.as({ id: owner.id })('POST', path)).toMatchObject({ status: 200, body: { ended: 2 } })

  expect(await goesOn('music', tokens.phone.refresh_token)).toBe(false)
  const ends = await auth.deps.db.selectFrom('audit').selectAll().where('action', '=', 'session.ended').execute()
  expect(ends).toMatchObject([{ actorId: owner.id }, { actorId: owner.id }])
})

test('on a shared computer the session ends after eight hours, or with the browser', async () => {
  const auth = await testAuth()
  const mina = await auth.given('mina')
  const browser = auth.browser()
  const login = await browser.begin('music')
  const uid = browser.interactionOf(login)
  const body = { email: 'mina@example.org', password: 'a quiet harbour at dawn', shared: true }
  const answer = await browser.fromPage('POST', `/interaction/${uid}/sign-in`, body)
  expect([answer.headers['set-cookie']].flat().join()).not.toContain('bell-auth-known')

  const back = await browser.request('GET', answer.body.redirectTo)

  const cookie = [back.headers['set-cookie']].flat().find((one) => one!.startsWith('bell-auth-sso='))!
  expect(cookie).not.toMatch(/expires|max-age/i)
  const code = new URL(back.location).searchParams.get('code')!
  const { body: tokens } = await callAs(auth.app, 'music', {
    grant_type: 'authorization_code',
    code,
    redirect_uri: 'http://localhost:4100/session/callback',
    code_verifier: login.verifier,
  })
  expect(decodeJwt(tokens.access_token)).toMatchObject({ shared: true })
  expect((await auth.as({ id: mina.id })('GET', '/api/account/sessions')).body.items).toMatchObject([{ shared: true }])

  auth.clock.advance(8 * 3_600_000 - 60_000)
  const renewed = await refresh(auth.app, 'music', tokens.refresh_token)
  expect(renewed.status).toBe(200)
  auth.clock.advance(61_000)
  expect((await refresh(auth.app, 'music', renewed.body.refresh_token)).status).toBe(400)
})

test('who had a session copied is told at the next sign-in, on the way, once', async () => {
  const auth = await testAuth()
  const mina = await auth.given('mina')
  const { refresh_token } = await auth.browser().signIn('music', 'mina@example.org')
  await refresh(auth.app, 'music', refresh_token)
  auth.clock.advance(10_001)
  await refresh(auth.app, 'music', refresh_token)
  const browser = auth.browser()
  const login = await browser.begin('music')
  const uid = browser.interactionOf(login)

  const { body } = await browser.submit(login, 'mina@example.org')

  expect(body.redirectTo).toBe(`http://localhost:4000/notice?interaction=${uid}`)
  const { body: told } = await browser.request('GET', `/interaction/${uid}/notices`)
  expect(told.items).toMatchObject([{ kind: 'session_copied', at: new Date(auth.clock.now()).toISOString() }])
  const as = auth.as({ id: mina.id })
  expect((await as('GET', '/api/account/notices')).body.items).toHaveLength(1)
  expect((await auth.browser().request('GET', `/interaction/${uid}/notices`)).status).toBe(410)
  expect((await browser.fromPage('POST', `/interaction/${uid}/notices/seen`)).status).toBe(204)
  expect((await browser.request('GET', told.redirectTo)).location).toContain('code=')
  expect((await as('GET', '/api/account/notices')).body.items).toEqual([])
})

test.each([
  [firefox, 'Firefox', 'Linux'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0',
    'Edge',
    'Windows',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
    'Safari',
    'iPhone',
  ],
  [
    'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1',
    'Chrome',
    'iPad',
  ],
  [
    'Mozilla/5.0 (Linux; Android 15; SM-S931N) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36',
    'Samsung Internet',
    'Android',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36',
    'Chrome',
    'Mac',
  ],
  ['curl/8.15.0', null, null],
  [null, null, null],
])('%s is called by its name', (userAgent, browser, system) => {
  expect(describeUserAgent(userAgent)).toEqual({ browser, system })
})

test.each([
  ['203.0.113.77', '203.0.113.0/24'],
  ['::ffff:203.0.113.77', '203.0.113.0/24'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1::/48'],
  ['::1', '0:0:0::/48'],
])('%s is in the network %s', (address, network) => expect(networkOf(address)).toBe(network))
