import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { password, testAuth, type Browser } from '../auth.fixture.ts'
import { testMailServer, tokenIn } from '../mail/mail-server.fixture.ts'

async function withMail() {
  const server = await testMailServer()
  return { server, ...(await testAuth({ mail: server.mail, signUp: 'open' })) }
}

const begin = (browser: Browser, email: string, ip?: string) =>
  browser.fromPage('POST', '/api/sign-up', { email, language: 'en' }, ip)
const finish = (browser: Browser, token: string, name = 'Mina') =>
  browser.fromPage('POST', '/api/sign-up/finish', { token, name, password })

test('anyone makes an account by a letter, and is signed in', async () => {
  const { server, ...auth } = await withMail()
  const browser = auth.browser()
  expect((await begin(browser, 'mina@example.org')).status).toBe(202)
  const token = tokenIn(await server.find('mina@example.org', '/sign-up#'), '/sign-up')
  expect((await browser.fromPage('POST', '/api/sign-up/lookup', { token })).body).toEqual({ email: 'mina@example.org' })

  expect((await finish(browser, token)).status).toBe(201)

  expect(decodeJwt((await browser.signIn('music')).access_token)).toMatchObject({ name: 'Mina', roles: ['listener'] })
  expect(await finish(auth.browser(), token)).toMatchObject({ status: 409, body: { code: 'email_taken' } })
})

test('the answer is the same where there is an account, whose person gets another letter', async () => {
  const { server, ...auth } = await withMail()
  await auth.given('joon')
  const answers = []
  for (const email of ['joon@example.org', 'free@example.org']) {
    const { status, body, headers } = await begin(auth.browser(), email)
    answers.push(JSON.stringify({ status, body, headers: Object.keys(headers).toSorted() }))
  }
  expect(new Set(answers).size).toBe(1)

  expect((await server.find('joon@example.org', '/forgot')).text).not.toContain('/sign-up#')
  await server.find('free@example.org', '/sign-up#')
})

test('whoever asks again and again fills no mailbox, and is told nothing', async () => {
  const { server, ...auth } = await withMail()

  for (let n = 0; n < 6; n++) expect((await begin(auth.browser(), 'mina@example.org', `10.0.${n}.1`)).status).toBe(202)
  await begin(auth.browser(), 'last@example.org', '10.0.9.1')

  await server.find('last@example.org', '/sign-up#')
  expect(server.received.filter(({ to }) => to.includes('mina@example.org'))).toHaveLength(3)
})

test('a link that is old, forged or of another kind makes no account', async () => {
  const { server, ...auth } = await withMail()
  const browser = auth.browser()
  await begin(browser, 'mina@example.org')
  const token = tokenIn(await server.find('mina@example.org', '/sign-up#'), '/sign-up')

  for (const wrong of [`${token}x`, token.slice(2), 'made-up']) {
    expect((await finish(browser, wrong)).body.code).toBe('link_void')
  }
  auth.clock.advance(24 * 3_600_000)
  expect(await finish(browser, token)).toMatchObject({ status: 410, body: { code: 'link_void' } })
})

test('where letters can be sent nobody joins without one; where sign-up is not open nobody signs up', async () => {
  const { server: _server, ...auth } = await withMail()
  const person = { name: 'Mina', email: 'mina@example.org', password }
  expect((await auth.browser().fromPage('POST', '/api/join', person)).body.code).toBe('letter_needed')

  const invited = await testAuth()
  expect((await begin(invited.browser(), 'mina@example.org')).body.code).toBe('invitation_required')
  const open = await testAuth({ signUp: 'open' })
  expect((await begin(open.browser(), 'mina@example.org')).body.code).toBe('no_mail')
  expect((await open.browser().fromPage('POST', '/api/join', person)).status).toBe(201)
})
