import { expect, test } from 'vitest'
import { family, origin, testAuth } from '../auth.fixture.ts'
import { testMailServer } from '../mail/mail-server.fixture.ts'

// Nobody but the configuration says what AuthBell is called: not a name in the request, not one that a proxy would add.

const forged = {
  'x-forwarded-host': 'evil.test',
  'x-forwarded-proto': 'https',
  'x-forwarded-for': '203.0.113.7',
  'x-host': 'evil.test',
  'x-original-host': 'evil.test',
  'x-rewrite-url': 'https://evil.test/',
  forwarded: 'host=evil.test;proto=https',
}

test.each(['evil.test', 'localhost:4000.evil.test', 'evil.test:4000', 'localhost:4000@evil.test', 'localhost', ''])(
  'a request for the host "%s" is answered by no endpoint',
  async (host) => {
    const auth = await testAuth()

    for (const url of [
      '/.well-known/openid-configuration',
      '/oidc/auth?client_id=bell-music',
      '/oidc/session/end',
      '/oidc/jwks',
      '/api/recovery',
      '/interaction/x',
    ]) {
      const response = await auth.app.inject({ url, headers: { host } })
      expect(response.statusCode, url).toBe(421)
      expect(response.body).not.toContain('evil')
    }
  },
)

test('a sign-in goes on where the configuration says, whatever forwarded headers say', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  const browser = auth.browser()
  const query = new URLSearchParams({
    client_id: 'bell-music',
    redirect_uri: `${family.music}/session/callback`,
    response_type: 'code',
    scope: 'openid',
    code_challenge: 'x'.repeat(43),
    code_challenge_method: 'S256',
  })

  const { location } = await browser.request('GET', `/oidc/auth?${query.toString()}`, { headers: forged })
  const page = await browser.request('GET', location, { headers: forged })
  const headers = { ...forged, origin, 'x-requested-with': 'bell' }
  const body = { email: 'mina@example.org', password: 'a quiet harbour at dawn' }
  const answer = await browser.request('POST', `${location}/sign-in`, { body, headers })
  const back = await browser.request('GET', answer.body.redirectTo, { headers: forged })

  expect(page.location).toMatch(/^\/sign-in\?interaction=/)
  expect(new URL(answer.body.redirectTo).origin).toBe(origin)
  expect(back.location).toContain(`${family.music}/session/callback?code=`)
  expect(new URL(back.location).searchParams.get('iss')).toBe(origin)
  for (const { headers: given } of [page, answer, back]) expect(JSON.stringify(given)).not.toContain('evil')
})

test('discovery, the device flow and the sign-out page name the configured addresses', async () => {
  const auth = await testAuth()
  const browser = auth.browser()

  const discovery = await browser.request('GET', '/.well-known/openid-configuration', { headers: forged })
  const signOut = await browser.request('GET', '/oidc/session/end', { headers: forged })

  for (const { body, headers } of [discovery, signOut]) {
    expect(JSON.stringify(body)).not.toContain('evil')
    expect(JSON.stringify(headers)).not.toContain('evil')
  }
  for (const [name, value] of Object.entries(discovery.body as Record<string, unknown>))
    if (/_endpoint$|^issuer$|_uri$/.test(name)) expect(new URL(value as string).origin, name).toBe(origin)
  expect(signOut.body).toContain(`action="${origin}/oidc/session/end/confirm"`)
})

test('links in letters and links to hand over lead to the configured address', async () => {
  const server = await testMailServer()
  const auth = await testAuth({ mail: server.mail })
  const owner = await auth.given('owner', 'owner')
  const mina = await auth.given('mina')
  const browser = auth.browser()
  const headers = { ...forged, origin, 'x-requested-with': 'bell' }

  const asked = { email: 'mina@example.org', language: 'en' }
  expect((await browser.request('POST', '/api/recovery/forgotten', { body: asked, headers })).status).toBe(202)
  const { text } = await server.find('mina@example.org', '/reset#')
  const as = auth.as({ id: owner.id, roles: ['owner'] })
  const handed = await as('POST', `/api/people/${mina.id}/reset-link`, undefined, forged)
  const invited = await as('POST', '/api/invitations', { role: 'artist' }, forged)

  expect(text).toContain(`${origin}/reset#`)
  expect(text).not.toContain('evil')
  expect(handed.body.link).toMatch(`${origin}/reset#`)
  expect(invited.body.link).toMatch(`${origin}/join#`)
})
