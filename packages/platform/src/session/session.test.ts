import { randomBytes } from 'node:crypto'
import { expect, test } from 'vitest'
import { systemClock } from '../clock/index.ts'
import { createTokenVerifier, signedIn } from '../http/index.ts'
import { testApp } from '../test-kit/test-app.ts'
import { testAuthBell } from './auth-bell.fixture.ts'
import { testBrowser } from './browser.fixture.ts'
import { sessionRoutes, type SessionOptions } from './session.routes.ts'

const cookieKey = randomBytes(32).toString('base64url')

/** MusicBell and AuthBell as they are, and a browser; `origin` may be an https one. */
async function testMusic(given: { origin?: string } & Partial<SessionOptions> = {}) {
  const origin = given.origin ?? 'http://music.test'
  const client = { id: 'bell-music', secret: 'a secret between two servers', origin }
  const authBell = await testAuthBell(client)
  const music = await testApp(
    (app) => {
      sessionRoutes(app, {
        product: 'music',
        origin,
        issuer: authBell.issuer,
        authInternal: authBell.issuer,
        clientId: client.id,
        clientSecret: client.secret,
        audience: origin,
        cookieKey,
        clock: systemClock,
        log: app.log as SessionOptions['log'],
        ...given,
      })
      app.get('/', async () => 'home')
      app.get('/library', async () => 'library')
      app.get('/api/me', { preHandler: signedIn }, async ({ user }) => user)
    },
    {
      origin,
      hosts: [new URL(origin).host],
      clock: systemClock,
      verify: undefined,
    },
  )
  return { ...music, origin, authBell, browser: testBrowser({ origin, call: music.anonymous }) }
}

test('signing in leads back to the page, and the page gets a token that the API believes', async () => {
  const { browser, authBell, app, origin } = await testMusic()

  expect((await browser.go('/session/login?returnTo=/library%3Fsort%3Dtitle')).at.href).toBe(
    `${origin}/library?sort=title`,
  )
  const { status, body } = await browser.fetch('/session/refresh')

  expect(status).toBe(200)
  expect(body.user).toMatchObject({ id: 'mina', name: 'Mina', email: 'mina@example.org', roles: ['listener'] })
  expect(Date.parse(body.expiresAt)).toBeGreaterThan(Date.now() + 200_000)
  const verify = createTokenVerifier({
    issuer: authBell.issuer,
    audience: origin,
    jwksUrl: `${authBell.issuer}/oidc/jwks`,
    clock: systemClock,
    log: app.log as never,
  })
  expect((await verify(body.accessToken)).user).toMatchObject({ id: 'mina', sid: body.user.sid, scopes: [] })
})
