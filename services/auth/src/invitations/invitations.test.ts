import { decodeJwt } from 'jose'
import { expect, test } from 'vitest'
import { family, password, testAuth } from '../auth.fixture.ts'

async function withOwner(options = {}) {
  const auth = await testAuth(options)
  const owner = auth.as({ id: (await auth.given('owner', 'owner')).id })
  const invite = async (body = {}) => {
    const { status, body: invitation } = await owner('POST', '/api/invitations', body)
    return { status, ...invitation, token: String(invitation.link).split('#')[1] }
  }
  const join = (token: string | undefined, name = 'mina') =>
    auth
      .browser()
      .fromPage('POST', '/api/join', { ...(token && { token }), name, email: `${name}@example.org`, password })
  return { auth, owner, invite, join }
}

test('an invited person joins with the role of the invitation and is signed in', async () => {
  const { auth, invite } = await withOwner()
  const { link, token } = await invite({ role: 'artist', note: 'for Mina' })
  expect(link).toBe(`http://localhost:4000/join#${token}`)
  const browser = auth.browser()
  const shown = await browser.request('POST', '/api/invitations/lookup', { body: { token } })
  expect(shown.body).toMatchObject({ role: 'artist', expiresAt: expect.any(String) })

  const joined = await browser.fromPage('POST', '/api/join', {
    token,
    name: 'Mina',
    email: 'mina@example.org',
    password,
  })

  expect(joined).toMatchObject({ status: 201, body: { redirectTo: `${family.music}/session/login` } })
  expect(decodeJwt((await browser.signIn('music')).access_token)).toMatchObject({ name: 'Mina', roles: ['artist'] })
})

test('an invitation for one lets one in, also of many at once', async () => {
  const { invite, join } = await withOwner()
  const { token } = await invite()

  const answers = await Promise.all(['a', 'b', 'c'].map((name) => join(token, name)))

  expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([201, 410, 410])
})

test('an invitation for three lets three in', async () => {
  const { owner, invite, join } = await withOwner()
  const { token } = await invite({ maxUses: 3 })

  for (const name of ['a', 'b', 'c']) expect((await join(token, name)).status).toBe(201)

  expect(await join(token, 'd')).toMatchObject({ status: 410, body: { code: 'invitation_used' } })
  expect((await owner('GET', '/api/invitations')).body.items).toMatchObject([{ uses: 3, state: 'used' }])
})

test('an attempt with a taken address costs no use', async () => {
  const { auth, invite, join } = await withOwner()
  await auth.given('mina')
  const { token } = await invite()

  expect(await join(token, 'mina')).toMatchObject({ status: 409, body: { code: 'email_taken' } })
  expect((await join(token, 'joon')).status).toBe(201)
})

test('expired, revoked and unknown invitations let nobody in', async () => {
  const { auth, owner, invite, join } = await withOwner()
  const [expired, revoked] = [await invite({ expiresInDays: 1 }), await invite({ expiresInDays: 90 })]
  expect((await owner('DELETE', `/api/invitations/${revoked.id}`)).status).toBe(204)
  auth.clock.advance(86_400_001)

  expect((await join(expired.token)).body).toMatchObject({ code: 'invitation_used' })
  expect((await join(revoked.token)).body).toMatchObject({ code: 'invitation_used' })
  expect((await join('made-up')).body).toMatchObject({ code: 'invitation_not_found' })
  expect((await join(undefined)).body).toMatchObject({ code: 'invitation_required' })
})

test('where sign-up is open, anyone may come in, as a listener', async () => {
  const { auth, join } = await withOwner({ signUp: 'open' })
  expect((await auth.browser().request('GET', '/api/sign-up')).body).toEqual({ open: true, byMail: false })

  expect((await join(undefined)).status).toBe(201)

  expect(await auth.deps.db.selectFrom('account').select('role').where('name', '=', 'mina').execute()).toEqual([
    { role: 'listener' },
  ])
})

test('the database holds no token, and the list shows none', async () => {
  const { auth, owner, invite } = await withOwner()
  const { token } = await invite()

  expect(JSON.stringify(await auth.deps.db.selectFrom('invitation').selectAll().execute())).not.toContain(token)
  expect(JSON.stringify((await owner('GET', '/api/invitations')).body)).not.toContain(token)
})

test('admins invite artists and listeners, and nobody else; artists invite nobody', async () => {
  const { auth } = await withOwner()
  const admin = auth.as({ id: (await auth.given('admin', 'admin')).id })
  const artist = auth.as({ id: (await auth.given('artist', 'artist')).id })

  expect((await admin('POST', '/api/invitations', { role: 'artist' })).status).toBe(201)
  for (const role of ['admin', 'owner']) expect((await admin('POST', '/api/invitations', { role })).status).toBe(403)
  expect((await artist('POST', '/api/invitations', {})).status).toBe(403)
  expect((await artist('GET', '/api/invitations')).status).toBe(403)
  expect((await auth.anonymous('POST', '/api/invitations', {})).status).toBe(401)
})

test('a role that a token claims counts for nothing where the account has another', async () => {
  const { auth } = await withOwner()
  const liar = auth.as({ id: (await auth.given('liar')).id, roles: ['owner'] })

  expect((await liar('POST', '/api/invitations', {})).status).toBe(403)
})
