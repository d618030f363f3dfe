import { expect, test } from 'vitest'
import { z } from 'zod'
import { testApp } from '../test-kit/test-app.ts'
import type { App } from './app.ts'
import { signedIn } from './users.ts'

const secret = 'hunter2-Do-not-write-me-down'

function routes(app: App) {
  app.post('/api/sign-in', { schema: { body: z.object({ password: z.string() }) } }, async ({ body, headers, log }) => {
    log.warn({ body, headers, nested: { deeper: { refresh_token: secret, clientSecret: secret } } }, 'careless')
    throw new Error(`upstream said ${JSON.stringify({ password: secret })}`, { cause: new Error(`Bearer ${secret}`) })
  })
  app.get('/session/callback', async () => {
    throw new Error('no')
  })
  app.get('/stream/:track', async () => 'sound')
  app.post('/api/notes', { preHandler: signedIn }, async () => 'kept')
}

test.each([
  ['a password in a body', 'POST', '/api/sign-in', { password: secret }, {}],
  ['a bearer token', 'GET', '/api/nothing', undefined, { authorization: `Bearer ${secret}` }],
  ['a cookie', 'POST', '/api/sign-in', { password: secret }, { cookie: `bell-music=${secret}; other=${secret}` }],
  ['a code and a state', 'GET', `/session/callback?code=${secret}&state=${secret}&iss=http://auth.test`, undefined, {}],
  ['a signature', 'GET', `/stream/1?e=1&sig=${secret}`, undefined, {}],
  ['a signature of any name', 'GET', `/stream/1?whatever=${secret}`, undefined, {}],
  ['a token in a query', 'GET', `/api/nothing?access_token=${secret}&id_token_hint=${secret}`, undefined, {}],
] as const)('%s is not in the log, and the request is', async (_name, method, path, body, headers) => {
  const { anonymous, logs, logText } = await testApp(routes)

  const answer = await anonymous(method, path, body, headers)

  expect(logText()).not.toContain(secret)
  expect(logs()).toContainEqual(
    expect.objectContaining({
      msg: 'request',
      method,
      status: answer.status,
      requestId: answer.headers['x-request-id'],
    }),
  )
})

test('what looks like a token is taken out of any text', async () => {
  const jwt = 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtaW5hIn0.c2lnbmF0dXJl'
  const { app, logText } = await testApp(routes)

  app.log.error({ err: new Error(`refused ${jwt}`), url: `http://auth.test/end?hint=${jwt}` }, `so: ${jwt}`)

  expect(logText()).toMatch(/so: /)
  expect(logText()).not.toMatch(/eyJ|c2lnbmF0dXJl/)
})

test('lines stay JSON when secrets are taken out', async () => {
  const { app, logs } = await testApp(routes)

  app.log.info(
    { password: 'with "quotes" and \\', setCookie: ['a=1', 'b=2'], token: 123, tokens: 5, title: 'kept' },
    'hm',
  )
  app.log.info({ headers: { 'set-cookie': ['a="1"', 'b=2'], authorization: 'Basic YTpi' } }, 'hm')

  expect(logs()).toMatchObject([
    { password: '[redacted]', token: '[redacted]', tokens: 5, title: 'kept' },
    { headers: { 'set-cookie': '[redacted]', authorization: '[redacted]' } },
  ])
})

test('a line made to be slow is not', async () => {
  const { app } = await testApp(routes)
  const started = performance.now()

  for (const piece of ['eyJ-', '/stream/', '"token', '&a_token', 'Bearer ', '\\"password\\":\\"']) {
    app.log.info({ text: piece.repeat(100_000 / piece.length) }, piece)
  }

  expect(performance.now() - started).toBeLessThan(2000)
})

test('the uneventful reads of pages are told at level debug only', async () => {
  const { as, logs } = await testApp(routes)

  await as('mina')('GET', '/stream/1')

  expect(logs()).toMatchObject([{ level: 20, msg: 'request', url: '/stream/1' }])
})

test('what a service asks of another is told at level debug, unless it is refused', async () => {
  const { as, logs } = await testApp(routes)
  const service = { id: 'bell-music', clientId: 'bell-music', roles: [] }

  await as(service)('POST', '/api/notes')
  await as(service)('POST', '/api/nothing')
  await as('mina')('POST', '/api/notes')

  expect(logs()).toMatchObject([
    { level: 20, msg: 'request', url: '/api/notes' },
    { level: 30, msg: 'request', url: '/api/nothing', status: 404 },
    { level: 30, msg: 'request', url: '/api/notes' },
  ])
})
