import { expect, test } from 'vitest'
import { testApp } from '../test-kit/test-app.ts'
import type { App } from './app.ts'

function routes(app: App) {
  app.get('/api/songs', async () => ({ items: [] }))
  app.get('/session/peek', async () => ({}))
  app.get('/i/cover', (_request, reply) => reply.header('cross-origin-resource-policy', 'cross-origin').send('picture'))
  app.get('/api/address', async ({ ip, host, protocol }) => ({ ip, host, protocol }))
}

const preflight = { 'access-control-request-method': 'PUT', 'access-control-request-headers': 'authorization' }

test('scripts come from this origin only; the family may be called, shown and signed in at', async () => {
  const { anonymous } = await testApp(routes)

  const { headers } = await anonymous('GET', '/api/songs')
  const policy = Object.fromEntries(
    headers['content-security-policy']!.split('; ').map((line) => [
      line.split(' ', 1)[0],
      line.slice(line.indexOf(' ') + 1),
    ]),
  )

  expect(policy).toMatchObject({
    'default-src': "'none'",
    'script-src': "'self'",
    'connect-src': "'self' http://auth.test http://img.test",
    'img-src': "'self' http://auth.test http://img.test data: blob:",
    'media-src': "'self' blob:",
    'form-action': "'self' http://auth.test http://img.test",
    'frame-ancestors': "'none'",
    'base-uri': "'none'",
  })
  expect(policy).not.toHaveProperty('upgrade-insecure-requests')
  expect(headers).toMatchObject({
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-site',
  })
})

test('sound may come from one other origin, where there is one', async () => {
  const policyOf = async (soundFrom?: string) => {
    const { anonymous } = await testApp(routes, { soundFrom })
    return (await anonymous('GET', '/api/songs')).headers['content-security-policy']!.split('; ')
  }
  const storage = 'https://s3.example.org'

  const policy = await policyOf(storage)
  expect(policy).toContain(`media-src 'self' ${storage} blob:`)
  expect(policy).toContain(`connect-src 'self' http://auth.test http://img.test ${storage}`)
  expect(policy.filter((line) => line.includes(storage))).toHaveLength(2)
  expect(await policyOf()).toContain("media-src 'self' blob:")
})

test('a route may let other sites show its pictures', async () => {
  const { anonymous } = await testApp(routes)

  expect((await anonymous('GET', '/i/cover')).headers['cross-origin-resource-policy']).toBe('cross-origin')
})

test('https is promised for the future only where it is spoken', async () => {
  const plain = await testApp(routes)
  const secure = await testApp(routes, { origin: 'https://music.test' })

  expect((await plain.anonymous('GET', '/api/songs')).headers).not.toHaveProperty('strict-transport-security')
  expect((await secure.anonymous('GET', '/api/songs')).headers).toHaveProperty('strict-transport-security')
})

test('pages of the family may call the API with a bearer token, never with cookies', async () => {
  const { anonymous } = await testApp(routes)

  const answer = await anonymous('OPTIONS', '/api/songs', undefined, { origin: 'http://img.test', ...preflight })
  const read = await anonymous('GET', '/api/songs', undefined, { origin: 'http://img.test' })

  expect(answer).toMatchObject({
    status: 204,
    headers: {
      'access-control-allow-origin': 'http://img.test',
      'access-control-allow-headers': expect.stringContaining('Authorization'),
      vary: 'Origin',
    },
  })
  expect(read.headers).toMatchObject({ 'access-control-allow-origin': 'http://img.test', vary: 'Origin' })
  for (const { headers } of [answer, read]) expect(headers).not.toHaveProperty('access-control-allow-credentials')
})

test('a page of another app may call with a token of its own, and read nothing without one', async () => {
  const { anonymous, as } = await testApp(routes)
  const origin = 'https://player.example'

  const asked = await anonymous('OPTIONS', '/api/songs', undefined, { origin, ...preflight })
  const read = await as('mina')('GET', '/api/songs', undefined, { origin })
  const without = await anonymous('GET', '/api/songs', undefined, { origin })

  expect(asked).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': origin } })
  expect(read.headers).toMatchObject({ 'access-control-allow-origin': origin })
  for (const { headers } of [asked, read]) expect(headers).not.toHaveProperty('access-control-allow-credentials')
  expect(without.headers).not.toHaveProperty('access-control-allow-origin')
})

test('AuthBell lets no page of another app call it, even with a token', async () => {
  const { as } = await testApp(routes, { name: 'auth' })

  const read = await as('mina')('GET', '/api/songs', undefined, { origin: 'https://player.example' })

  expect(read.headers).not.toHaveProperty('access-control-allow-origin')
})

test('other origins without a token, and other paths, get no permission', async () => {
  const { anonymous } = await testApp(routes)
  const withoutToken = { 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' }
  const cases = [
    ['/api/songs', 'http://evil.test'],
    ['/api/songs', 'http://img.test.evil.test'],
    ['/api/songs', 'null'],
    ['/session/peek', 'http://img.test'],
    ['/session/refresh', 'http://img.test'],
    ['/i/cover', 'http://img.test'],
  ] as const

  for (const [path, origin] of cases) {
    for (const method of ['OPTIONS', 'GET'] as const) {
      const asking = path.startsWith('/api/') ? withoutToken : preflight
      const { headers } = await anonymous(method, path, undefined, { origin, ...asking })
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control-'))).toEqual([])
    }
  }
})

test('an unknown Host is misdirected, whatever it asks for', async () => {
  const { anonymous } = await testApp(routes)

  for (const path of ['/api/songs', '/session/peek', '/nowhere', '/api/health/live']) {
    expect(await anonymous('GET', path, undefined, { host: 'rebound.evil' })).toMatchObject({
      status: 421,
      body: { code: 'misdirected_request' },
    })
  }
  expect(await anonymous('GET', '/api/songs', undefined, { host: 'MUSIC.test' })).toMatchObject({ status: 200 })
})

test('forwarded headers are believed from a trusted proxy only', async () => {
  const forwarded = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-host': 'music.test', 'x-forwarded-proto': 'https' }
  const direct = await testApp(routes)
  const behind = await testApp(routes, { trustedProxies: ['127.0.0.1'] })

  expect(
    await direct.anonymous('GET', '/api/address', undefined, { ...forwarded, host: 'rebound.evil' }),
  ).toMatchObject({
    status: 421,
  })
  expect((await direct.anonymous('GET', '/api/address', undefined, forwarded)).body).toMatchObject({
    ip: '127.0.0.1',
    protocol: 'http',
  })
  expect((await behind.anonymous('GET', '/api/address', undefined, { ...forwarded, host: 'inner:4100' })).body).toEqual(
    {
      ip: '203.0.113.9',
      host: 'music.test',
      protocol: 'https',
    },
  )
})
