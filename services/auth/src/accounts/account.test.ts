import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { password, refresh, testAuth } from '../auth.fixture.ts'

const another = 'a loud harbour at dusk'

test('one sees and changes one’s own account', async () => {
  const auth = await testAuth()
  const { id } = await auth.given('mina', 'artist')
  const mina = auth.as({ id })

  expect((await mina('PATCH', '/api/account', { name: '  미나 ', language: 'ko' })).status).toBe(200)

  expect((await mina('GET', '/api/account')).body).toEqual({
    id,
    email: 'mina@example.org',
    name: '미나',
    role: 'artist',
    language: 'ko',
    createdAt: expect.any(String),
  })
  expect((await mina('PATCH', '/api/account', { name: 'a\u0007b' })).status).toBe(400)
  expect((await auth.anonymous('GET', '/api/account')).status).toBe(401)
})

test('a changed password ends the other sessions, not the one that changed it', async () => {
  const auth = await testAuth()
  const { id } = await auth.given('mina')
  const [here, elsewhere] = [auth.browser(), auth.browser()]
  const music = await here.signIn('music', 'mina@example.org')
  const account = await here.signIn('auth')
  const other = await elsewhere.signIn('music', 'mina@example.org')
  const mina = auth.as({ id, sid: String(decodeJwt(account.access_token).sid) })

  const change = { currentPassword: password, newPassword: another }
  expect((await mina('POST', '/api/account/password', change)).status).toBe(204)

  expect((await refresh(auth.app, 'music', music.refresh_token)).status).toBe(200)
  expect((await refresh(auth.app, 'auth', account.refresh_token)).status).toBe(200)
  expect((await refresh(auth.app, 'music', other.refresh_token)).status).toBe(400)
  const browser = auth.browser()
  const login = await browser.begin('music')
  expect((await browser.submit(login, 'mina@example.org', password)).status).toBe(401)
  expect((await browser.submit(login, 'mina@example.org', another)).status).toBe(200)
})

test('without the current password it stays, and guessing it has a limit', async () => {
  const auth = await testAuth()
  const mina = auth.as({ id: (await auth.given('mina')).id })
  const guess = () => mina('POST', '/api/account/password', { currentPassword: 'guess', newPassword: another })

  for (let n = 0; n < 10; n++) expect(await guess()).toMatchObject({ status: 403, body: { code: 'wrong_password' } })

  expect((await guess()).status).toBe(429)
})
