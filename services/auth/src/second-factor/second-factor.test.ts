import { Secret, TOTP } from 'otpauth'
import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { exchange, password, refresh, testAuth, type Browser } from '../auth.fixture.ts'
import { turnOffSecondFactor } from '../index.ts'
import { makeResetLink } from '../recovery/reset-password.ts'

type Auth = Awaited<ReturnType<typeof testAuth>>

const codeAt = (secret: string, timestamp: number) => TOTP.generate({ secret: Secret.fromBase32(secret), timestamp })

/** Mina, who has turned two-step sign-in on. The next code is that of half a minute later: one is used up. */
async function withMina(auth: Auth) {
  const { id } = await auth.given('mina')
  const mina = auth.as({ id, sid: 'here' })
  await mina('POST', '/api/account/confirmation', { currentPassword: password })
  const { body: setup } = await mina('POST', '/api/account/second-factor/setup')
  const { status, body } = await mina('POST', '/api/account/second-factor', {
    code: codeAt(setup.secret, auth.clock.now()),
  })
  expect(status).toBe(201)
  auth.clock.advance(30_000)
  return {
    id,
    mina,
    secret: setup.secret as string,
    recoveryCodes: body.recoveryCodes as string[],
    address: setup.address as string,
  }
}

/** The password's step, then the code's. */
async function begin(browser: Browser, ip?: string) {
  const login = await browser.begin('music')
  const first = await browser.submit(login, 'mina@example.org', password, ip)
  const submitCode = (code: string) =>
    browser.fromPage('POST', `/interaction/${browser.interactionOf(login)}/second-factor`, { code }, ip)
  return { first, submitCode, login }
}

test('after the password a code is asked for, and the token says so', async () => {
  const auth = await testAuth()
  const { secret, address } = await withMina(auth)
  const browser = auth.browser()
  const { first, submitCode, login } = await begin(browser)
  expect(first).toMatchObject({ status: 200, body: { secondFactor: true } })
  expect(address).toMatch(/^otpauth:\/\/totp\/AuthBell.*mina.*secret=/)

  const second = await submitCode(codeAt(secret, auth.clock.now()))

  expect(second.status).toBe(200)
  const back = await browser.request('GET', second.body.redirectTo)
  const tokens = await exchange(auth.app, 'music', new URL(back.location).searchParams.get('code')!, login.verifier)
  const amr = ['pwd', 'otp', 'mfa']
  expect(decodeJwt(tokens.id_token)['amr']).toEqual(amr)
  expect(decodeJwt(tokens.access_token)['amr']).toEqual(amr)
  const { body: renewed } = await refresh(auth.app, 'music', tokens.refresh_token)
  expect(decodeJwt(renewed.access_token)['amr']).toEqual(amr)
})

test('without the password’s step no code opens anything', async () => {
  const auth = await testAuth()
  const { secret } = await withMina(auth)
  const browser = auth.browser()
  const login = await browser.begin('music')
  const path = `/interaction/${browser.interactionOf(login)}/second-factor`

  const answer = await browser.fromPage('POST', path, { code: codeAt(secret, auth.clock.now()) })

  expect(answer).toMatchObject({ status: 410, body: { code: 'interaction_expired' } })
})

test('a code is good once, also for one who is as quick', async () => {
  const auth = await testAuth()
  const { secret } = await withMina(auth)
  const sides = await Promise.all([begin(auth.browser()), begin(auth.browser())])
  const code = codeAt(secret, auth.clock.now())

  const answers = await Promise.all(sides.map((side) => side.submitCode(code)))

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 401])
  expect(answers.find(({ status }) => status === 401)!.body.code).toBe('wrong_code')
  // Nor is one of the step before, after a later one was taken.
  const third = await begin(auth.browser())
  expect((await third.submitCode(codeAt(secret, auth.clock.now() - 30_000))).status).toBe(401)
})

test('codes of half a minute ago and ahead are taken, older ones are not', async () => {
  const auth = await testAuth()
  const { secret } = await withMina(auth)
  auth.clock.advance(5 * 60_000)
  const now = auth.clock.now()

  for (const [at, status] of [
    [now - 60_000, 401],
    [now + 60_000, 401],
    [now - 30_000, 200],
    [now + 30_000, 200],
  ] as const)
    expect((await (await begin(auth.browser())).submitCode(codeAt(secret, at))).status).toBe(status)
})

test('a recovery code signs in once, however it is typed', async () => {
  const auth = await testAuth()
  const { mina, recoveryCodes } = await withMina(auth)
  expect(new Set(recoveryCodes).size).toBe(10)
  const code = recoveryCodes[3]!

  expect((await (await begin(auth.browser())).submitCode(code.toUpperCase().replace('-', ' '))).status).toBe(200)
  expect((await (await begin(auth.browser())).submitCode(code)).status).toBe(401)

  expect((await mina('GET', '/api/account/second-factor')).body).toMatchObject({ recoveryCodesLeft: 9 })
  const stored = JSON.stringify(await auth.deps.db.selectFrom('recoveryCode').selectAll().execute())
  for (const one of recoveryCodes) expect(stored).not.toContain(one.replace('-', ''))
  const { body } = await mina('POST', '/api/account/second-factor/recovery-codes')
  expect((await (await begin(auth.browser())).submitCode(recoveryCodes[4]!)).status).toBe(401)
  expect((await (await begin(auth.browser())).submitCode(body.recoveryCodes[0])).status).toBe(200)
})

test('guessing codes has a limit that does not stop the person where they signed in before', async () => {
  const auth = await testAuth()
  const { secret } = await withMina(auth)
  const own = auth.browser()
  expect((await (await begin(own)).submitCode(codeAt(secret, auth.clock.now()))).status).toBe(200)
  const thief = await begin(auth.browser(), '192.0.2.1')
  for (let n = 0; n < 10; n++) expect((await thief.submitCode(`00000${n}`)).body.code).toBe('wrong_code')

  const refused = await thief.submitCode('999999')

  expect(refused).toMatchObject({
    status: 429,
    body: { code: 'rate_limited' },
    headers: { 'retry-after': expect.any(String) },
  })
  auth.clock.advance(30_000)
  expect((await (await begin(own)).submitCode(codeAt(secret, auth.clock.now()))).status).toBe(200)
})

test('whoever finds the browser open cannot change it without showing that it is them', async () => {
  const auth = await testAuth()
  const { id } = await withMina(auth)
  const thief = auth.as({ id, sid: 'another session' })

  for (const [method, path] of [
    ['POST', '/api/account/second-factor/setup'],
    ['DELETE', '/api/account/second-factor'],
    ['POST', '/api/account/second-factor/recovery-codes'],
  ] as const)
    expect(await thief(method, path)).toMatchObject({ status: 403, body: { code: 'confirmation_required' } })
  const guess = await thief('POST', '/api/account/confirmation', { currentPassword: 'guess' })
  expect(guess).toMatchObject({ status: 403, body: { code: 'wrong_password' } })

  await thief('POST', '/api/account/confirmation', { currentPassword: password })
  expect((await thief('DELETE', '/api/account/second-factor')).status).toBe(204)
})

test('a sign-in of a moment ago is confirmation enough, and of a quarter of an hour ago is not', async () => {
  const auth = await testAuth()
  const { id } = await auth.given('mina')
  const { access_token } = await auth.browser().signIn('auth', 'mina@example.org')
  const mina = auth.as({ id, sid: String(decodeJwt(access_token)['sid']) })

  expect((await mina('POST', '/api/account/second-factor/setup')).status).toBe(200)
  auth.clock.advance(15 * 60_000)
  expect((await mina('POST', '/api/account/second-factor/setup')).status).toBe(403)
})

test('a password that was reset by a link opens nothing without the code', async () => {
  const auth = await testAuth()
  const { id, secret } = await withMina(auth)
  const { link } = await makeResetLink(auth.deps, undefined, id)
  const browser = auth.browser()
  const renewed = 'a loud harbour at dusk'
  const token = new URL(link).hash.slice(1)
  expect((await browser.fromPage('POST', '/api/recovery/reset', { token, password: renewed })).status).toBe(204)

  const login = await browser.begin('music')
  const first = await browser.submit(login, 'mina@example.org', renewed)

  expect(first.body).toEqual({ secondFactor: true })
  expect((await browser.begin('music', { prompt: 'none' })).location).toContain('error=login_required')
  const path = `/interaction/${browser.interactionOf(login)}/second-factor`
  const second = await browser.fromPage('POST', path, { code: codeAt(secret, auth.clock.now()) })
  expect((await browser.request('GET', second.body.redirectTo)).location).toContain('code=')
})

test('turning it on, and off, ends the other sessions and is written down', async () => {
  const auth = await testAuth()
  const { id } = await auth.given('mina')
  const [here, elsewhere] = [auth.browser(), auth.browser()]
  const own = await here.signIn('auth', 'mina@example.org')
  const other = await elsewhere.signIn('music', 'mina@example.org')
  const mina = auth.as({ id, sid: String(decodeJwt(own.access_token)['sid']) })
  const { body: setup } = await mina('POST', '/api/account/second-factor/setup')

  expect(await mina('POST', '/api/account/second-factor', { code: '000000' })).toMatchObject({
    status: 400,
    body: { code: 'wrong_code' },
  })
  expect((await refresh(auth.app, 'music', other.refresh_token)).status).toBe(200)
  await mina('POST', '/api/account/second-factor', { code: codeAt(setup.secret, auth.clock.now()) })

  expect((await elsewhere.begin('music', { prompt: 'none' })).location).toContain('error=login_required')
  expect((await refresh(auth.app, 'auth', own.refresh_token)).status).toBe(200)
  expect((await mina('POST', '/api/account/second-factor/setup')).body.code).toBe('second_factor_on')
  await mina('DELETE', '/api/account/second-factor')
  expect((await begin(auth.browser())).first.body.redirectTo).toBeDefined()
  const rows = await auth.deps.db.selectFrom('audit').select('action').where('subjectId', '=', id).execute()
  const actions = rows.map(({ action }) => action)
  expect(actions).toContain('second-factor.on')
  expect(actions).toContain('second-factor.off')
})

test('who looks after the people turns it off for one who lost everything, and others do not', async () => {
  const auth = await testAuth()
  const { id } = await withMina(auth)
  const owner = auth.as({ id: (await auth.given('owner', 'owner')).id })
  const eve = auth.as({ id: (await auth.given('eve')).id })

  expect((await eve('DELETE', `/api/people/${id}/second-factor`)).status).toBe(403)
  expect((await owner('DELETE', `/api/people/${id}/second-factor`)).status).toBe(204)

  expect((await begin(auth.browser())).first.body.redirectTo).toBeDefined()
})

test('the operator turns it off too', async () => {
  const auth = await testAuth()
  await withMina(auth)

  await turnOffSecondFactor(auth.deps, 'mina@example.org')

  expect((await begin(auth.browser())).first.body.redirectTo).toBeDefined()
})

test('the secret is in no table and in no log', async () => {
  const auth = await testAuth()
  const { secret } = await withMina(auth)

  const rows = await auth.deps.db.selectFrom('secondFactor').selectAll().execute()

  expect(JSON.stringify(rows)).not.toContain(secret)
  expect(auth.logText()).not.toContain(secret)
})
