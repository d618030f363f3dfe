import { expect, test } from 'vitest'
import { z } from 'zod'
import { testApp } from '../test-kit/test-app.ts'
import { conflict, notFound } from './app-error.ts'
import type { App } from './app.ts'
import { signedIn } from './users.ts'

const Song = z.object({ title: z.string().min(1), seconds: z.number() })
const Lines = z.object({ lines: z.array(z.object({ text: z.string().min(1) })) })

function songRoutes(app: App) {
  app.post(
    '/api/songs',
    { preHandler: signedIn, schema: { body: Song, response: { 201: Song } } },
    async ({ body }, reply) => reply.code(201).send(body),
  )
  app.put('/api/songs/:id/lyrics', { schema: { body: Lines } }, async (_request, reply) => reply.code(204).send())
  app.get(
    '/api/songs/:id',
    { schema: { params: z.object({ id: z.string() }), response: { 200: Song } } },
    async ({ params }) => {
      if (params.id === 'gone') throw notFound('song_not_found', 'This song is not here.')
      if (params.id === 'taken') throw conflict('song_taken', 'Someone was faster.', { members: { by: 'joon' } })
      if (params.id === 'crash') throw new Error('the disk is on fire', { cause: new Error('a spark') })
      if (params.id === 'wrong') return { title: '', seconds: 'long' } as never
      return { title: params.id, seconds: 1, internal: 'not for the world' }
    },
  )
  app.get('/api/search', { schema: { querystring: z.object({ q: z.string() }) } }, async ({ query }) => query)
}

const problem = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }

test('input that fits its schema passes; input that does not is told what is wrong, and where', async () => {
  const mina = (await testApp(songRoutes)).as('mina')

  expect(await mina('POST', '/api/songs', { title: 'Bell', seconds: 3 })).toMatchObject({
    status: 201,
    body: { title: 'Bell', seconds: 3 },
  })
  expect(await mina('POST', '/api/songs?draft=1', { title: '', seconds: 'x' })).toMatchObject({
    status: 400,
    headers: problem,
    body: {
      title: 'Bad Request',
      status: 400,
      code: 'invalid_input',
      instance: '/api/songs',
      errors: [{ path: 'title' }, { path: 'seconds' }],
    },
  })
  expect(
    (await mina('PUT', '/api/songs/1/lyrics', { lines: [{ text: 'la' }, { text: '' }] })).body.errors,
  ).toMatchObject([{ path: 'lines.1.text' }])
})

test('an answer holds what its schema says and no more', async () => {
  const { anonymous } = await testApp(songRoutes)

  expect((await anonymous('GET', '/api/songs/Bell')).body).toEqual({ title: 'Bell', seconds: 1 })
})

test('an answer that breaks its schema is an error of ours: logged, and not sent', async () => {
  const { anonymous, logs } = await testApp(songRoutes)

  expect(await anonymous('GET', '/api/songs/wrong')).toMatchObject({ status: 500, body: { code: 'internal_error' } })
  expect(logs().filter(({ level }) => level === 50)).toHaveLength(1)
})

test('an unexpected error is logged once with its cause, under the id that the answer bears, and tells nothing', async () => {
  const { anonymous, logs, logText } = await testApp(songRoutes)

  const answer = await anonymous('GET', '/api/songs/crash')

  expect(answer).toMatchObject({ status: 500, headers: problem, body: { code: 'internal_error' } })
  expect(JSON.stringify(answer.body)).not.toMatch(/fire|spark/)
  expect(logs().filter(({ level }) => level === 50)).toMatchObject([{ requestId: answer.headers['x-request-id'] }])
  expect(logText().match(/the disk is on fire/g)?.length).toBeGreaterThan(0)
  expect(logText()).toMatch(/a spark/)
})

test('errors of a rule keep their status, code, sentence and members', async () => {
  const { anonymous } = await testApp(songRoutes)

  expect(await anonymous('GET', '/api/songs/gone')).toMatchObject({
    status: 404,
    body: { code: 'song_not_found', detail: 'This song is not here.', instance: '/api/songs/gone' },
  })
  expect(await anonymous('GET', '/api/songs/taken')).toMatchObject({
    status: 409,
    body: { code: 'song_taken', by: 'joon' },
  })
})

test.each([
  ['nothing there', 'GET', '/api/nothing', undefined, {}, 404, 'not_found'],
  ['an address with broken escapes', 'GET', '/api/songs/%E0%A4%A', undefined, {}, 400, 'bad_url'],
  ['an endless address', 'GET', `/api/songs/${'x'.repeat(600)}`, undefined, {}, 414, 'address_too_long'],
  ['broken JSON', 'POST', '/api/songs', '{"title":', { 'content-type': 'application/json' }, 400, 'malformed_json'],
  [
    'no JSON where it is announced',
    'POST',
    '/api/songs',
    '',
    { 'content-type': 'application/json' },
    400,
    'malformed_json',
  ],
  [
    'JSON that reaches for the prototype',
    'POST',
    '/api/songs',
    '{"__proto__":{"a":1}}',
    { 'content-type': 'application/json' },
    400,
    'malformed_json',
  ],
  ['another content type', 'POST', '/api/songs', '<x/>', { 'content-type': 'text/xml' }, 415, 'unsupported_media_type'],
  [
    'a body over 1 MiB',
    'POST',
    '/api/songs',
    { title: 'x'.repeat(1024 * 1024), seconds: 1 },
    {},
    413,
    'body_too_large',
  ],
] as const)('%s is refused with a problem', async (_name, method, path, body, headers, status, code) => {
  const { as } = await testApp(songRoutes)

  const answer = await as('mina')(method, path, body, headers)

  expect(answer).toMatchObject({ status, headers: problem, body: { status, code, instance: path } })
  expect(answer.headers).toHaveProperty('x-request-id')
  expect(answer.headers).toHaveProperty('content-security-policy')
})

test('a method that an address does not know is 405 and names those it does', async () => {
  const { anonymous } = await testApp(songRoutes)

  const answer = await anonymous('DELETE', '/api/songs/1')

  expect(answer).toMatchObject({ status: 405, headers: { allow: 'GET, HEAD' }, body: { code: 'method_not_allowed' } })
})

test('NUL is refused in path, query and body, however deep', async () => {
  const { as } = await testApp(songRoutes)
  const deep = `${'['.repeat(50_000)}"\\u0000"${']'.repeat(50_000)}`

  for (const [method, path, body] of [
    ['GET', '/api/songs/a%00b', undefined],
    ['GET', '/api/search?q=a%00b', undefined],
    ['POST', '/api/songs', '{"title":"a\\u0000b","seconds":1}'],
    ['POST', '/api/songs', '{"title":"a","seconds":1,"x\\u0000":1}'],
    ['POST', '/api/songs', deep],
  ] as const) {
    const answer = await as('mina')(method, path, body, body ? { 'content-type': 'application/json' } : {})
    expect(answer).toMatchObject({ status: 400, body: { code: 'nul_in_text' } })
  }
})

test('health: live says who is there, ready names the engine that is out', async () => {
  const engines: Record<string, string> = { database: 'ok', search: 'ok' }
  const { anonymous } = await testApp(() => {}, { ready: async () => engines, version: '1.2.3' })

  expect(await anonymous('GET', '/api/health/live')).toMatchObject({
    status: 200,
    body: { status: 'ok', service: 'music', version: '1.2.3' },
  })
  expect(await anonymous('GET', '/api/health/ready')).toMatchObject({ status: 200, body: { checks: engines } })
  engines['search'] = 'no connection'
  expect(await anonymous('GET', '/api/health/ready')).toMatchObject({
    status: 503,
    body: { code: 'not_ready', detail: 'Not available: search.', checks: { search: 'no connection' } },
  })
})
