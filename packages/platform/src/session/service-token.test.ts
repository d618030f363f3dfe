import { expect, test } from 'vitest'
import { systemClock, testClock } from '../clock/index.ts'
import { createKeySet, createLogger, createTokenVerifier } from '../http/index.ts'
import { testAuthBell } from './auth-bell.fixture.ts'
import { createServiceToken } from './service-token.ts'

const client = { id: 'bell-music', secret: 'a secret between two servers', origin: 'http://music.test' }

async function given(secret = client.secret) {
  const authBell = await testAuthBell(client)
  const clock = testClock()
  const serviceToken = createServiceToken({
    authInternal: authBell.issuer,
    clientId: client.id,
    clientSecret: secret,
    audience: 'http://img.test',
    scope: 'img:write',
    clock,
  })
  return { authBell, clock, serviceToken }
}

test('a service speaks for itself, with its scope, to the product it names', async () => {
  const { authBell, serviceToken } = await given()
  const verify = createTokenVerifier({
    issuer: authBell.issuer,
    audience: 'http://img.test',
    keys: createKeySet({
      url: `${authBell.issuer}/oidc/jwks`,
      clock: systemClock,
      log: createLogger({ level: 'silent' }),
    }),
    clock: systemClock,
  })

  expect((await verify(await serviceToken())).user).toEqual({
    id: 'bell-music',
    name: 'bell-music',
    clientId: 'bell-music',
    scopes: ['img:write'],
    roles: [],
  })
})

test('the token is kept until shortly before it expires, and asked for once', async () => {
  const { authBell, clock, serviceToken } = await given()

  const tokens = new Set(await Promise.all([serviceToken(), serviceToken(), serviceToken()]))
  clock.advance(269_000)
  tokens.add(await serviceToken())
  expect(tokens.size).toBe(1)
  expect(authBell.count('/oidc/token')).toBe(1)

  clock.advance(2_000)
  tokens.add(await serviceToken())
  expect(tokens.size).toBe(2)
})

test('a failure is said, and not kept', async () => {
  const { authBell, serviceToken } = await given()
  authBell.state.failing = true
  await expect(serviceToken()).rejects.toMatchObject({ status: 503, code: 'auth_unavailable' })

  authBell.state.failing = false
  await expect(serviceToken()).resolves.toMatch(/^eyJ/)
})

test('a wrong secret is no way in', async () => {
  const { serviceToken } = await given('guessed')

  await expect(serviceToken()).rejects.toMatchObject({ status: 503, code: 'auth_unavailable' })
})
