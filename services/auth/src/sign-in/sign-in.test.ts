import { argon2Sync } from 'node:crypto'
import { expect, test } from 'vitest'
import { origin, password, testAuth } from '../auth.fixture.ts'
import { disableUser } from '../index.ts'

const wrong = { status: 401, body: { code: 'wrong_credentials' } }
const limited = { status: 429, body: { code: 'rate_limited' }, headers: { 'retry-after': expect.any(String) } }

test('signing in leads back to the provider, and a wrong password does not', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const login = await browser.begin('music')

  expect(await browser.submit(login, 'mina@example.org', 'not the password')).toMatchObject(wrong)
  const right = await browser.submit(login, '  MINA@Example.org ', password)

  expect(right).toMatchObject({ status: 200 })
  expect(right.body.redirectTo).toMatch(/^http:\/\/localhost:4000\/oidc\/auth\//)
})

test('a password is the same whichever way its characters are composed', async () => {
  const auth = await testAuth()
  const { addUser } = await import('../index.ts')
  await addUser(auth.deps, { name: 'Jun', email: 'jun@example.org', password: 'かｶﾞくのパスワード９', role: 'listener' })
  const browser = auth.browser()

  const answer = await browser.submit(await browser.begin('music'), 'jun@example.org', 'かガくのパスワード9')

  expect(answer.status).toBe(200)
})

test('the page may know for which product one signs in', async () => {
  const auth = await testAuth()
  const browser = auth.browser()
  const login = await browser.begin('music', { login_hint: 'mina@example.org' })

  const page = await browser.request('GET', login.location)
  const details = await browser.request('GET', `${login.location}/details`)

  expect(page).toMatchObject({ status: 303, location: `/sign-in?interaction=${browser.interactionOf(login)}` })
  expect(details.body).toEqual({ client: { name: 'music-bell' }, loginHint: 'mina@example.org', passkeys: false })
})

test('the answer does not tell whether there is an account, nor whether it is disabled', async () => {
  const auth = await testAuth()
  await auth.given('owner', 'owner')
  await auth.given('mina')
  await auth.given('gone')
  await disableUser(auth.deps, 'gone@example.org')
  const browser = auth.browser()
  const login = await browser.begin('music')

  const answers = []
  for (const [email, secret] of [
    ['mina@example.org', 'not the password'],
    ['nobody@example.org', 'not the password'],
    ['not even an address', 'not the password'],
    ['gone@example.org', password],
  ] as const) {
    const { status, body, headers } = await browser.submit(login, email, secret)
    answers.push(JSON.stringify({ status, body, headers: Object.keys(headers).toSorted() }))
  }

  expect(answers[0]).toContain('wrong_credentials')
  expect(new Set(answers).size).toBe(1)
})

test('strangers run into a limit for an account, whether or not it exists, from however many addresses', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  for (const email of ['mina@example.org', 'nobody@example.org']) {
    const browser = auth.browser()
    const login = await browser.begin('music')
    for (let n = 0; n < 10; n++)
      expect(await browser.submit(login, email, 'guess', `192.0.2.${n}`)).toMatchObject(wrong)
    expect(await browser.submit(login, email, 'guess', '192.0.2.99')).toMatchObject(limited)
  }
})

test('guesses at the same moment are all counted', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const login = await browser.begin('music')

  const answers = await Promise.all(
    Array.from({ length: 20 }, () => browser.submit(login, 'mina@example.org', 'guess')),
  )

  expect(answers.filter(({ status }) => status === 401)).toHaveLength(10)
})

test('one address runs into a limit over many accounts, and a whole IPv6 network counts as one', async () => {
  const auth = await testAuth()
  const browser = auth.browser()
  const login = await browser.begin('music')
  for (let n = 0; n < 50; n++)
    await browser.submit(login, `someone${n}@example.org`, 'guess', `2001:db8:1:2::${n.toString(16)}`)

  expect(await browser.submit(login, 'another@example.org', 'guess', '2001:db8:1:2:ffff::1')).toMatchObject(limited)
  expect(await browser.submit(login, 'another@example.org', 'guess', '2001:db8:1:3::1')).toMatchObject(wrong)
})

test('strangers cannot lock a person out of the browser that signed in before', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const known = auth.browser()
  await known.submit(await known.begin('music'), 'mina@example.org')
  const stranger = auth.browser()
  const login = await stranger.begin('music')
  for (let n = 0; n < 11; n++) await stranger.submit(login, 'mina@example.org', 'guess')
  expect(await stranger.submit(login, 'mina@example.org')).toMatchObject(limited)

  expect(await known.submit(await known.begin('img'), 'mina@example.org')).toMatchObject({ status: 200 })
})

test('a browser known for one account has no advantage with another, nor has a made-up mark', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  await auth.given('eve')
  const eve = auth.browser()
  await eve.submit(await eve.begin('music'), 'eve@example.org')
  const login = await eve.begin('music')
  for (let n = 0; n < 10; n++) await eve.submit(login, 'mina@example.org', 'guess')
  expect(await eve.submit(login, 'mina@example.org', 'guess')).toMatchObject(limited)

  eve.cookies.set('bell-auth-known/interaction', { name: 'bell-auth-known', value: 'made.up', path: '/interaction' })
  expect(await eve.submit(login, 'mina@example.org', 'guess')).toMatchObject(limited)
})

test('waiting opens the door again', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const login = await browser.begin('music')
  for (let n = 0; n < 11; n++) await browser.submit(login, 'mina@example.org', 'guess')

  auth.clock.advance(16 * 60_000)

  expect((await browser.submit(login, 'mina@example.org')).status).toBe(200)
})

test('only AuthBell’s own page may send the form', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const path = `${(await browser.begin('music')).location}/sign-in`
  const body = { email: 'mina@example.org', password }
  const own = { origin, 'x-requested-with': 'bell', 'sec-fetch-site': 'same-origin' }

  for (const headers of [
    { 'x-requested-with': 'bell' },
    { origin },
    { ...own, origin: 'null' },
    { ...own, origin: 'http://localhost:4100' },
    { ...own, 'sec-fetch-site': 'same-site' },
  ] as Record<string, string>[])
    expect((await browser.request('POST', path, { body, headers })).status).toBe(403)
  // Plain http in a home network sends no Sec-Fetch-Site.
  expect((await browser.request('POST', path, { body, headers: { origin, 'x-requested-with': 'bell' } })).status).toBe(
    200,
  )
})

test('a sign-in belongs to the browser that began it', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const login = await auth.browser().begin('music')

  const answer = await auth.browser().submit(login, 'mina@example.org')

  expect(answer).toMatchObject({ status: 410, body: { code: 'interaction_expired' } })
})

test('two tabs that sign in at the same time do not disturb each other', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const [music, img] = [await browser.begin('music'), await browser.begin('img')]

  for (const login of [music, img]) {
    const { body } = await browser.submit(login, 'mina@example.org')
    expect((await browser.request('GET', body.redirectTo)).location).toContain('code=')
  }
})

test('a password hashed with weaker parameters is hashed anew at sign-in', async () => {
  const auth = await testAuth()
  const { id } = await auth.given('mina')
  const nonce = Buffer.alloc(16, 7)
  const parameters = { message: password, nonce, memory: 8192, passes: 1, parallelism: 1, tagLength: 32 }
  const base64 = (bytes: Buffer) => bytes.toString('base64').replaceAll('=', '')
  const old = `$argon2id$v=19$m=8192,t=1,p=1$${base64(nonce)}$${base64(argon2Sync('argon2id', parameters))}`
  await auth.deps.db.updateTable('account').set({ passwordHash: old }).where('id', '=', id).execute()
  const browser = auth.browser()

  expect((await browser.submit(await browser.begin('music'), 'mina@example.org')).status).toBe(200)

  const { passwordHash } = await auth.deps.db.selectFrom('account').select('passwordHash').executeTakeFirstOrThrow()
  expect(passwordHash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  expect((await browser.submit(await browser.begin('music'), 'mina@example.org')).status).toBe(200)
})

test('a session that someone else planted is not the one that is signed in', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const [thief, victim] = [auth.browser(), auth.browser()]
  // The page that asks whether to sign out has a session, with nobody in it.
  await thief.request('GET', '/oidc/session/end')
  const planted = thief.cookies.get('bell-auth-sso/')!
  victim.cookies.set('bell-auth-sso/', planted)

  const { access_token } = await victim.signIn('music', 'mina@example.org')

  expect(access_token).toBeDefined()
  expect(victim.cookies.get('bell-auth-sso/')!.value).not.toBe(planted.value)
  expect((await thief.begin('img', { prompt: 'none' })).location).toContain('error=login_required')
})

test('every sign-in and every failure is written down, with from where and never with the password', async () => {
  const auth = await testAuth()
  const { id } = await auth.given('mina')
  const browser = auth.browser()
  const login = await browser.begin('music')
  await browser.submit(login, 'mina@example.org', 'not the password', '192.0.2.1')
  await browser.submit(login, 'a secret typed here', 'not the password', '192.0.2.2')
  await browser.submit(login, 'mina@example.org', password, '2001:db8:1:2::3')

  const rows = await auth.deps.db
    .selectFrom('audit')
    .selectAll()
    .where('action', 'like', 'sign-in.%')
    .orderBy('id')
    .execute()

  expect(rows).toMatchObject([
    { action: 'sign-in.failed', actorId: null, subjectId: id, address: '192.0.2.1' },
    { action: 'sign-in.failed', actorId: null, subjectId: null, address: '192.0.2.2' },
    { action: 'sign-in.succeeded', actorId: id, subjectId: id, address: '2001:db8:1:2', details: '{"amr":"pwd"}' },
  ])
  expect(JSON.stringify(rows)).not.toMatch(/password|secret|harbour/)
})
