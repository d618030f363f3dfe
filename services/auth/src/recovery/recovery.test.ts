import { expect, test } from 'vitest'
import { password, refresh, testAuth, type Browser } from '../auth.fixture.ts'
import { disableUser, resetLinkFor } from '../index.ts'
import { testMailServer, tokenIn } from '../mail/mail-server.fixture.ts'

const another = 'a loud harbour at dusk'

async function withMail() {
  const server = await testMailServer()
  return { server, ...(await testAuth({ mail: server.mail })) }
}

const forget = (browser: Browser, email: string, ip?: string) =>
  browser.fromPage('POST', '/api/recovery/forgotten', { email, language: 'en' }, ip)
const reset = (browser: Browser, token: string, secret = another) =>
  browser.fromPage('POST', '/api/recovery/reset', { token, password: secret })

test('who forgot the password gets a letter, sets another, and all sessions end', async () => {
  const { server, ...auth } = await withMail()
  await auth.given('mina')
  const old = await auth.browser().signIn('music', 'mina@example.org')
  const browser = auth.browser()

  expect((await forget(browser, ' MINA@example.org')).status).toBe(202)
  const token = tokenIn(await server.find('mina@example.org', 'Choose a new password'), '/reset')
  expect((await browser.fromPage('POST', '/api/recovery/lookup', { token })).body).toEqual({
    name: 'mina',
    email: 'mina@example.org',
  })
  expect((await reset(browser, token)).status).toBe(204)

  expect((await refresh(auth.app, 'music', old.refresh_token)).status).toBe(400)
  expect((await browser.submit(await browser.begin('music'), 'mina@example.org', password)).status).toBe(401)
  expect((await browser.submit(await browser.begin('music'), 'mina@example.org', another)).status).toBe(200)
  await server.find('mina@example.org', 'Your password was changed')
})

test('a link is good once, for half an hour, and for its own purpose', async () => {
  const { server, ...auth } = await withMail()
  await auth.given('mina')
  const browser = auth.browser()
  await forget(browser, 'mina@example.org')
  const token = tokenIn(await server.find('mina@example.org', '/reset#'), '/reset')
  expect((await browser.fromPage('POST', '/api/recovery/email', { token })).body.code).toBe('link_void')
  // A password that is refused uses nothing up.
  expect((await reset(browser, token, 'mina@example.org')).body.code).toBe('password_is_email')

  const answers = await Promise.all([reset(browser, token), reset(auth.browser(), token)])

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([204, 410])
  await forget(browser, 'mina@example.org')
  await expect
    .poll(() => server.received.filter(({ text }) => text.includes('/reset#')), { timeout: 10_000 })
    .toHaveLength(2)
  const second = tokenIn(
    server.received.findLast(({ text }) => text.includes('/reset#'))!,
    '/reset',
  )
  auth.clock.advance(30 * 60_000)
  expect(await reset(browser, second)).toMatchObject({ status: 410, body: { code: 'link_void' } })
})

test('the answer is the same without an account, and no letter goes out; nor to one that is disabled', async () => {
  const { server, ...auth } = await withMail()
  await auth.given('owner', 'owner')
  await auth.given('mina')
  await auth.given('gone')
  await disableUser(auth.deps, 'gone@example.org')
  const browser = auth.browser()

  const answers = []
  for (const email of ['nobody@example.org', 'gone@example.org', 'no address', 'mina@example.org']) {
    const { status, body, headers } = await forget(browser, email)
    answers.push(JSON.stringify({ status, body, headers: Object.keys(headers).toSorted() }))
  }

  expect(new Set(answers).size).toBe(1)
  await server.find('mina@example.org', '/reset#')
  expect(server.received.map(({ to }) => to)).toEqual([['mina@example.org']])
})

test('whoever asks again and again fills no mailbox, and the letters of before work on', async () => {
  const { server, ...auth } = await withMail()
  await auth.given('mina')
  await auth.given('jun')
  for (let n = 0; n < 6; n++) await forget(auth.browser(), 'mina@example.org', `192.0.2.${n}`)
  // What is asked for is looked up in order: when Jun's letter is here, all of Mina's are.
  await forget(auth.browser(), 'jun@example.org', '192.0.2.50')
  await server.find('jun@example.org', '/reset#')
  const letters = server.received.filter(({ to }) => to.includes('mina@example.org'))
  expect(letters).toHaveLength(3)

  expect((await reset(auth.browser(), tokenIn(letters[0]!, '/reset'))).status).toBe(204)
})

test('one address may ask ten times an hour', async () => {
  const { server: _server, ...auth } = await withMail()
  const browser = auth.browser()
  for (let n = 0; n < 10; n++) expect((await forget(browser, `someone${n}@example.org`)).status).toBe(202)

  expect(await forget(browser, 'someone@example.org')).toMatchObject({
    status: 429,
    headers: { 'retry-after': expect.any(String) },
  })
})

test('a reset opens the door also where strangers have used up the attempts', async () => {
  const { server, ...auth } = await withMail()
  await auth.given('mina')
  const stranger = auth.browser()
  const login = await stranger.begin('music')
  for (let n = 0; n < 11; n++) await stranger.submit(login, 'mina@example.org', 'guess', '192.0.2.1')
  const browser = auth.browser()
  expect((await browser.submit(await browser.begin('music'), 'mina@example.org')).status).toBe(429)

  await forget(browser, 'mina@example.org')
  await reset(browser, tokenIn(await server.find('mina@example.org', '/reset#'), '/reset'))

  expect((await browser.submit(await browser.begin('music'), 'mina@example.org', another)).status).toBe(200)
})

test('without a mail server the page is told, and who looks after the people makes a link', async () => {
  const auth = await testAuth()
  const owner = auth.as({ id: (await auth.given('owner', 'owner')).id })
  const admin = auth.as({ id: (await auth.given('admin', 'admin')).id })
  const mina = await auth.given('mina')
  const browser = auth.browser()
  expect((await browser.request('GET', '/api/recovery')).body).toEqual({ byMail: false })
  expect((await forget(browser, 'mina@example.org')).body.code).toBe('no_mail')
  expect((await auth.as(mina)('POST', `/api/people/${mina.id}/reset-link`)).status).toBe(403)
  const { body: people } = await owner('GET', '/api/people')
  const ownerId = people.items.find(({ name }: { name: string }) => name === 'owner').id
  expect((await admin('POST', `/api/people/${ownerId}/reset-link`)).status).toBe(403)

  const { status, body } = await owner('POST', `/api/people/${mina.id}/reset-link`)

  expect(status).toBe(201)
  expect(body.link).toMatch(/^http:\/\/localhost:4000\/reset#[\w-]{43}$/)
  const token = new URL(body.link).hash.slice(1)
  expect(JSON.stringify(await auth.deps.db.selectFrom('oneTimeLink').selectAll().execute())).not.toContain(token)
  expect((await reset(browser, token)).status).toBe(204)
  expect((await browser.submit(await browser.begin('music'), 'mina@example.org', another)).status).toBe(200)
})

test('an address is changed by the letter to the new one, and the old one is told', async () => {
  const { server, ...auth } = await withMail()
  const { id } = await auth.given('mina')
  const mina = auth.as({ id, sid: 'here' })
  expect((await mina('POST', '/api/account/email', { email: 'new@example.org' })).body.code).toBe(
    'confirmation_required',
  )
  await mina('POST', '/api/account/confirmation', { currentPassword: password })

  expect((await mina('POST', '/api/account/email', { email: 'new@example.org' })).body).toEqual({ pending: true })
  expect((await mina('GET', '/api/account')).body.email).toBe('mina@example.org')
  const token = tokenIn(await server.find('new@example.org', '/confirm-email#'), '/confirm-email')
  expect((await reset(auth.browser(), token)).body.code).toBe('link_void')
  const confirm = () => auth.browser().fromPage('POST', '/api/recovery/email', { token })
  expect((await confirm()).body).toEqual({ email: 'new@example.org' })

  expect((await confirm()).status).toBe(410)
  await server.find('mina@example.org', 'new@example.org')
  const browser = auth.browser()
  expect((await browser.submit(await browser.begin('music'), 'mina@example.org')).status).toBe(401)
  expect((await browser.submit(await browser.begin('music'), 'new@example.org')).status).toBe(200)
})

test('whether an address belongs to someone else is told to them alone', async () => {
  const { server, ...auth } = await withMail()
  const { id } = await auth.given('mina')
  await auth.given('jun')
  const mina = auth.as({ id, sid: 'here' })
  await mina('POST', '/api/account/confirmation', { currentPassword: password })

  const taken = await mina('POST', '/api/account/email', { email: 'jun@example.org' })
  const free = await mina('POST', '/api/account/email', { email: 'free@example.org' })

  expect(taken.body).toEqual(free.body)
  await server.find('jun@example.org', 'belongs to an account already')
  await server.find('free@example.org', '/confirm-email#')
})

test('without a mail server an address is changed at once', async () => {
  const auth = await testAuth()
  const { id } = await auth.given('mina')
  await auth.given('jun')
  const mina = auth.as({ id, sid: 'here' })
  await mina('POST', '/api/account/confirmation', { currentPassword: password })

  expect((await mina('POST', '/api/account/email', { email: 'jun@example.org' })).body.code).toBe('email_taken')
  expect((await mina('POST', '/api/account/email', { email: 'new@example.org' })).body).toEqual({ pending: false })

  expect((await mina('GET', '/api/account')).body.email).toBe('new@example.org')
})

test('the operator makes a link for an owner who cannot get in', async () => {
  const auth = await testAuth()
  await auth.given('owner', 'owner')

  const { link } = await resetLinkFor(auth.deps, 'owner@example.org')

  expect((await reset(auth.browser(), new URL(link).hash.slice(1))).status).toBe(204)
  await expect(resetLinkFor(auth.deps, 'nobody@example.org')).rejects.toMatchObject({ code: 'user_not_found' })
})
