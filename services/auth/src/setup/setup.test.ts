import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { family, password, setupToken, testAuth } from '../auth.fixture.ts'
import { safeReturn } from './setup.ts'

const owner = { token: setupToken, name: 'Seo', email: 'seo@example.org', password }

test('the first visit makes the owner, who is signed in at once', async () => {
  const auth = await testAuth()
  const browser = auth.browser()
  expect((await browser.request('GET', '/api/setup')).body).toEqual({ needed: true })

  const answer = await browser.fromPage('POST', '/api/setup', { ...owner, returnTo: `${family.music}/session/login` })

  expect(answer).toMatchObject({ status: 201, body: { redirectTo: `${family.music}/session/login` } })
  expect((await browser.request('GET', '/api/setup')).body).toEqual({ needed: false })
  const { access_token } = await browser.signIn('music')
  expect(decodeJwt(access_token)).toMatchObject({ name: 'Seo', roles: ['owner'] })
})

test('the other products’ pages may ask whether setup is needed', async () => {
  const auth = await testAuth()

  const { headers } = await auth.browser().request('GET', '/api/setup', { headers: { origin: family.music } })

  expect(headers['access-control-allow-origin']).toBe(family.music)
})

test('a wrong token makes nothing', async () => {
  const auth = await testAuth()
  const browser = auth.browser()

  for (const token of ['wrong', `${setupToken}x`, setupToken.slice(1)])
    expect(await browser.fromPage('POST', '/api/setup', { ...owner, token })).toMatchObject({
      status: 403,
      body: { code: 'wrong_setup_token' },
    })
  expect((await browser.request('GET', '/api/setup')).body).toEqual({ needed: true })
})

test('an empty token opens nothing where the program was given none', async () => {
  const auth = await testAuth({ setupToken: '' })

  expect((await auth.browser().fromPage('POST', '/api/setup', { ...owner, token: '' })).status).toBe(400)
  expect((await auth.browser().fromPage('POST', '/api/setup', { ...owner, token: 'x' })).status).toBe(403)
})

test('once there is an account, the token opens nothing any more', async () => {
  const auth = await testAuth()
  await auth.given('mina')

  const answer = await auth.browser().fromPage('POST', '/api/setup', owner)

  expect(answer).toMatchObject({ status: 409, body: { code: 'already_set_up' } })
})

test('of several setups at once, one makes an owner', async () => {
  const auth = await testAuth()

  const answers = await Promise.all(
    [1, 2, 3, 4].map((n) =>
      auth.browser().fromPage('POST', '/api/setup', { ...owner, email: `owner${n}@example.org` }),
    ),
  )

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 409, 409, 409])
  expect(await auth.deps.db.selectFrom('account').select('id').execute()).toHaveLength(1)
})

test('another site cannot set up, and its page is not where one is sent', async () => {
  const auth = await testAuth()
  const browser = auth.browser()
  const foreign = { origin: 'https://evil.test', 'x-requested-with': 'bell' }
  expect((await browser.request('POST', '/api/setup', { body: owner, headers: foreign })).status).toBe(403)

  const answer = await browser.fromPage('POST', '/api/setup', { ...owner, returnTo: 'https://evil.test/session/login' })

  expect(answer.body).toEqual({ redirectTo: `${family.music}/session/login` })
})

test.each([
  '//evil.test/session/login',
  '/\\evil.test/session/login',
  '\\evil.test',
  'http://localhost:4100@evil.test/session/login',
  'http://localhost:4100.evil.test/session/login',
  'http://localhost:41000/session/login',
  'https://localhost:4100/session/login',
  'http://eve:secret@localhost:4100/session/login',
  'http://localhost:4100/session/login/../../logout',
  'http://localhost:4100/%2F%2Fevil.test',
  'javascript:alert(1)//session/login',
  ' http://evil.test/session/login',
  'http%3A%2F%2Fevil.test/session/login',
])('the setup sends nobody to %s', (returnTo) => {
  expect(safeReturn({ family }, returnTo)).toBe(`${family.music}/session/login`)
})

test('the owner’s password must be a good one', async () => {
  const auth = await testAuth()

  for (const [bad, code] of [
    ['short', 'password_too_short'],
    ['Password123', 'password_too_common'],
    ['aaaaaaaaaaaa', 'password_too_common'],
    ['1qaz2wsx3edc', 'password_too_common'],
    ['Sunshine!2026', 'password_too_common'],
    ['MusicBell+2026', 'password_too_common'],
    ['my authbell', 'password_too_common'],
    ['SEO@example.org', 'password_is_email'],
    ['seo@example.org1', 'password_is_email'],
    ['가나다라마바사아자차'.repeat(13), 'password_too_long'],
  ] as const)
    expect((await auth.browser().fromPage('POST', '/api/setup', { ...owner, password: bad })).body).toMatchObject({
      code,
      errors: [{ path: 'password' }],
    })
  const named = { ...owner, name: '한가람 누리', password: '한가람 누리 1234' }
  expect((await auth.browser().fromPage('POST', '/api/setup', named)).body.code).toBe('password_is_name')
  // As long as it may be, in letters of four bytes, and with a name in it that is not all of it.
  const good = `${'𠮷野'.repeat(60)} by Seo`
  expect((await auth.browser().fromPage('POST', '/api/setup', { ...owner, password: good })).status).toBe(201)
})

test('tokens and passwords are in no log', async () => {
  const auth = await testAuth()
  await auth.browser().fromPage('POST', '/api/setup', owner)

  expect(auth.logText()).not.toContain(setupToken)
  expect(auth.logText()).not.toContain(password)
})
