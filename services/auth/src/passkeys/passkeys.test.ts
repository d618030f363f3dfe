import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { exchange, password, testAuth, type Browser } from '../auth.fixture.ts'
import { disableUser } from '../index.ts'
import { testAuthenticator } from './authenticator.fixture.ts'

type Auth = Awaited<ReturnType<typeof testAuth>>
type Authenticator = ReturnType<typeof testAuthenticator>

const unknown = { status: 401, body: { code: 'passkey_unknown' } }

async function person(auth: Auth, name = 'mina') {
  const { id } = await auth.given(name)
  const call = auth.as({ id, sid: `here-${name}` })
  await call('POST', '/api/account/confirmation', { currentPassword: password })
  return { id, call }
}

async function add(call: Awaited<ReturnType<typeof person>>['call'], authenticator: Authenticator, name = 'My key') {
  const { body: options } = await call('POST', '/api/account/passkeys/options')
  return call('POST', '/api/account/passkeys', { name, response: authenticator.register(options) })
}

async function signIn(browser: Browser, authenticator: Authenticator, ip?: string) {
  const login = await browser.begin('music')
  const path = `/interaction/${browser.interactionOf(login)}/passkey`
  const { body: options } = await browser.fromPage('POST', `${path}/options`, undefined, ip)
  const response = authenticator.answer(options)
  return { ...(await browser.fromPage('POST', path, { response }, ip)), login, path, response }
}

test('a passkey signs in without a name, without a password and without a code', async () => {
  const auth = await testAuth()
  const { call } = await person(auth)
  const key = testAuthenticator()
  expect(await add(call, key)).toMatchObject({ status: 201, body: { name: 'My key', synced: false, lastUsedAt: null } })
  const browser = auth.browser()

  const { status, body, login } = await signIn(browser, key)

  expect(status).toBe(200)
  const back = await browser.request('GET', body.redirectTo)
  const tokens = await exchange(auth.app, 'music', new URL(back.location).searchParams.get('code')!, login.verifier)
  expect(decodeJwt(tokens.id_token)).toMatchObject({ email: 'mina@example.org', amr: ['hwk', 'user', 'mfa'] })
  const { body: list } = await call('GET', '/api/account/passkeys')
  expect(list.items).toMatchObject([{ name: 'My key', lastUsedAt: expect.any(String) }])
})

test('the sign-in page speaks of passkeys once somebody has one', async () => {
  const auth = await testAuth()
  const { call } = await person(auth)
  const browser = auth.browser()
  const details = async () => {
    const { location } = await browser.begin('music')
    return (await browser.request('GET', `${location}/details`)).body
  }
  expect(await details()).toMatchObject({ passkeys: false })

  await add(call, testAuthenticator())

  expect(await details()).toMatchObject({ passkeys: true })
})

test('what the browser is asked for is found without a name and wants a finger, a face or a PIN', async () => {
  const auth = await testAuth()
  const { call } = await person(auth)

  const { body } = await call('POST', '/api/account/passkeys/options')

  expect(body).toMatchObject({
    rp: { id: 'localhost' },
    attestation: 'none',
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
})

test('an answer is good for its own sign-in and once', async () => {
  const auth = await testAuth()
  const { call } = await person(auth)
  const key = testAuthenticator()
  await add(call, key)
  const browser = auth.browser()
  const first = await signIn(browser, key)
  expect(first.status).toBe(200)

  const other = await browser.begin('img')
  const path = `/interaction/${browser.interactionOf(other)}/passkey`
  await browser.fromPage('POST', `${path}/options`)
  expect(await browser.fromPage('POST', path, { response: first.response })).toMatchObject(unknown)
  // Also not with the right challenge a second time.
  const { body: options } = await browser.fromPage('POST', `${path}/options`)
  const response = key.answer(options)
  const answers = await Promise.all([1, 2].map(() => browser.fromPage('POST', path, { response })))
  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401])
})

test.each([
  ['of another site', { origin: 'https://evil.test' }],
  ['of another host’s passkey', { rpId: 'evil.test' }],
  ['without a finger, a face or a PIN', { verifies: false }],
])('an answer %s is refused, when it is added and when it is used', async (_name, bent) => {
  const auth = await testAuth()
  const { call } = await person(auth)
  expect(await add(call, testAuthenticator(bent))).toMatchObject({ status: 400, body: { code: 'passkey_refused' } })
  const good = testAuthenticator()
  await add(call, good)

  expect(await signIn(auth.browser(), testAuthenticator(bent))).toMatchObject(unknown)
})

test('a counter that falls is a copy of the key: refused, and written down', async () => {
  const auth = await testAuth()
  const { id, call } = await person(auth)
  const key = testAuthenticator()
  await add(call, key)
  for (let n = 0; n < 3; n++) expect((await signIn(auth.browser(), key)).status).toBe(200)

  key.turnBack(2)
  expect(await signIn(auth.browser(), key)).toMatchObject(unknown)

  const rows = await auth.deps.db.selectFrom('audit').select('action').where('subjectId', '=', id).execute()
  expect(rows.map(({ action }) => action)).toContain('passkey.counter-fell')
})

test('a synced passkey, which does not count, says that it is in software', async () => {
  const auth = await testAuth()
  const { call } = await person(auth)
  const key = testAuthenticator({ synced: true, counts: false })
  expect((await add(call, key)).body).toMatchObject({ synced: true })
  for (let n = 0; n < 2; n++) {
    const browser = auth.browser()
    const { body, login } = await signIn(browser, key)
    const back = await browser.request('GET', body.redirectTo)
    const tokens = await exchange(auth.app, 'music', new URL(back.location).searchParams.get('code')!, login.verifier)
    expect(decodeJwt(tokens.id_token)['amr']).toEqual(['swk', 'user', 'mfa'])
  }
})

test('passkeys are renamed and removed by their own person, and a removed one signs nobody in', async () => {
  const auth = await testAuth()
  const { call } = await person(auth)
  const eve = await person(auth, 'eve')
  const key = testAuthenticator()
  const { body: passkey } = await add(call, key)
  const path = `/api/account/passkeys/${passkey.id}`

  expect((await eve.call('PATCH', path, { name: 'Mine now' })).status).toBe(404)
  expect((await eve.call('DELETE', path)).status).toBe(404)
  expect((await call('PATCH', path, { name: '지갑 속 열쇠' })).body.name).toBe('지갑 속 열쇠')
  expect((await call('DELETE', path)).status).toBe(204)

  expect(await signIn(auth.browser(), key)).toMatchObject(unknown)
  expect((await call('GET', '/api/account/passkeys')).body.items).toEqual([])
})

test('adding and removing wants one to show that it is oneself, which a passkey does', async () => {
  const auth = await testAuth()
  const { id, call } = await person(auth)
  const key = testAuthenticator()
  const { body: passkey } = await add(call, key)
  const later = auth.as({ id, sid: 'a session of last week' })
  expect((await later('POST', '/api/account/passkeys/options')).body.code).toBe('confirmation_required')
  expect((await later('DELETE', `/api/account/passkeys/${passkey.id}`)).body.code).toBe('confirmation_required')

  const { body: options } = await later('POST', '/api/account/confirmation/passkey/options')
  const foreign = await later('POST', '/api/account/confirmation/passkey', testAuthenticator().answer(options))
  expect(foreign).toMatchObject({ status: 403, body: { code: 'passkey_unknown' } })
  const { body: again } = await later('POST', '/api/account/confirmation/passkey/options')
  expect((await later('POST', '/api/account/confirmation/passkey', key.answer(again))).status).toBe(204)

  expect((await later('POST', '/api/account/passkeys/options')).status).toBe(200)
})

test('a disabled account’s passkey is as good as unknown', async () => {
  const auth = await testAuth()
  await auth.given('owner', 'owner')
  const { call } = await person(auth)
  const key = testAuthenticator()
  await add(call, key)
  await disableUser(auth.deps, 'mina@example.org')

  expect(await signIn(auth.browser(), key)).toMatchObject(unknown)
})

test('one address has a limit, which stops nobody where they signed in before', async () => {
  const auth = await testAuth()
  const { call } = await person(auth)
  const key = testAuthenticator()
  await add(call, key)
  const known = auth.browser()
  expect((await signIn(known, key, '192.0.2.7')).status).toBe(200)
  const stranger = auth.browser()
  for (let n = 0; n < 50; n++) await signIn(stranger, testAuthenticator(), '192.0.2.7')

  expect((await signIn(stranger, testAuthenticator(), '192.0.2.7')).status).toBe(429)
  expect((await signIn(known, key, '192.0.2.7')).status).toBe(200)
})
