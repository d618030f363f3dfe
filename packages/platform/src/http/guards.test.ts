import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createEmbeddedKeyValue, type KeyValue } from '../key-value/index.ts'
import { testClock } from '../clock/index.ts'
import { testApp, testUser } from '../test-kit/test-app.ts'
import type { App } from './app.ts'
import { decodeCursor, encodeCursor, page, PageQuery } from './pages.ts'
import { createPolicies } from './policies.ts'
import { countAttempt, rateLimit } from './rate-limit.ts'
import { familyOnly, maybeSignedIn, requireScope, signedIn, type User } from './users.ts'

const can = createPolicies({
  editTrack: (user, track: { uploadedBy: string }) => user?.id === track.uploadedBy || isStaff(user),
  invite: (user, _nothing: undefined) => isStaff(user),
})
const isStaff = (user: User | undefined) => user?.roles.some((role) => role === 'owner' || role === 'admin') ?? false

function routes(app: App) {
  app.get('/api/me', { preHandler: signedIn }, async ({ user }) => ({ name: user.name }))
  app.get('/api/anyone', { preHandler: maybeSignedIn }, async ({ viewer }) => ({ name: viewer?.name ?? null }))
  app.put('/api/pictures', { preHandler: requireScope('img:write') }, async ({ user }) => ({ by: user.id }))
  app.delete('/api/library', { preHandler: signedIn }, async (_request, reply) => reply.code(204).send())
  app.post('/api/search', { preHandler: maybeSignedIn, config: { reads: true } }, async () => ({ found: [] }))
  app.delete('/api/family', { preHandler: [signedIn, familyOnly] }, async (_request, reply) => reply.code(204).send())
  app.get('/api/forgotten', async ({ user }) => ({ name: user.name }))
}

test('a guarded route knows its user; without a token it is 401', async () => {
  const { as, anonymous } = await testApp(routes)

  expect((await as('mina')('GET', '/api/me')).body).toEqual({ name: 'mina' })
  expect(await anonymous('GET', '/api/me')).toMatchObject({
    status: 401,
    headers: { 'www-authenticate': 'Bearer' },
    body: { code: 'unauthorized' },
  })
  expect(await anonymous('DELETE', '/api/library')).toMatchObject({ status: 401 })
})

test('what everyone may see knows its viewer, and does not take a bad token for none', async () => {
  const { as, anonymous } = await testApp(routes)

  expect((await as('mina')('GET', '/api/anyone')).body).toEqual({ name: 'mina' })
  expect((await anonymous('GET', '/api/anyone')).body).toEqual({ name: null })
  for (const authorization of ['Bearer not-a-token', 'Basic bWluYTpi', 'Bearer']) {
    expect(await anonymous('GET', '/api/anyone', undefined, { authorization })).toMatchObject({
      status: 401,
      body: { code: 'invalid_token' },
    })
  }
})

test('a scope is asked of services; people without it are forbidden', async () => {
  const { as, anonymous } = await testApp(routes)
  const service = { id: 'bell-music', name: 'bell-music', roles: [], clientId: 'bell-music', scopes: ['img:write'] }

  expect(await as(service)('PUT', '/api/pictures')).toMatchObject({ status: 200, body: { by: 'bell-music' } })
  expect(await as('mina')('PUT', '/api/pictures')).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
  expect(await anonymous('PUT', '/api/pictures')).toMatchObject({ status: 401 })
})

test('a route that asks for a user without a guard lets nobody in', async () => {
  const { as } = await testApp(routes)

  expect(await as('mina')('GET', '/api/forgotten')).toMatchObject({ status: 401 })
})

test('policies decide by who and what', () => {
  const mina = testUser('mina')
  const owner = testUser({ name: 'joon', roles: ['owner'] })

  expect(can(mina, 'editTrack', { uploadedBy: mina.id })).toBe(true)
  expect(can(mina, 'editTrack', { uploadedBy: owner.id })).toBe(false)
  expect(can(owner, 'editTrack', { uploadedBy: mina.id })).toBe(true)
  expect(can(undefined, 'invite', undefined)).toBe(false)
})

test('on a disk that is full, where no attempt can be counted, nobody guesses', async () => {
  const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
  const increment = () => Promise.reject(full)
  const window = { name: 'guesses', limit: 10, windowMs: 60_000 }
  await expect(countAttempt({ increment } as unknown as KeyValue, window, 'mina', 0)).rejects.toBe(full)
})

test('too many attempts must wait, each account for itself, until the window is over', async () => {
  const clock = testClock()
  const keyValue = createEmbeddedKeyValue({ clock })
  const by = { schema: { body: z.object({ email: z.string() }) } }
  const { anonymous } = await testApp(
    (app) => {
      const limit = rateLimit(keyValue, {
        name: 'sign-in',
        limit: 2,
        windowMs: 60_000,
        by: ({ body }) => (body as { email: string }).email,
      })
      app.post('/api/sign-in', { ...by, preHandler: limit }, async () => ({}))
    },
    { clock },
  )
  const attempt = (email: string) => anonymous('POST', '/api/sign-in', { email })

  clock.advance(20_000)
  await attempt('mina@example.org')
  await attempt('mina@example.org')

  expect(await attempt('mina@example.org')).toMatchObject({
    status: 429,
    headers: { 'retry-after': '40' },
    body: { code: 'rate_limited' },
  })
  expect(await attempt('joon@example.org')).toMatchObject({ status: 200 })
  clock.advance(40_000)
  expect(await attempt('mina@example.org')).toMatchObject({ status: 200 })
  await keyValue.close()
})

test('a list is walked by cursors, with limits', async () => {
  const Cursor = z.tuple([z.int(), z.string()])
  const all = Array.from({ length: 7 }, (_, n) => ({ at: n, id: `id-${n}` }))
  const { anonymous } = await testApp((app) => {
    const schema = { querystring: PageQuery, response: { 200: page(z.object({ id: z.string() })) } }
    app.get('/api/list', { schema }, async ({ query }) => {
      const after = decodeCursor(Cursor, query.cursor)?.[0] ?? -1
      const items = all.filter(({ at }) => at > after).slice(0, query.limit)
      const last = items.length === query.limit ? items.at(-1) : undefined
      return { items, nextCursor: last ? encodeCursor([last.at, last.id]) : null }
    })
  })

  const first = (await anonymous('GET', '/api/list?limit=4')).body
  const second = (await anonymous('GET', `/api/list?limit=4&cursor=${first.nextCursor}`)).body

  expect([...first.items, ...second.items].map(({ id }: { id: string }) => id)).toEqual(all.map(({ id }) => id))
  expect(second.nextCursor).toBeNull()
  expect(await anonymous('GET', '/api/list')).toMatchObject({ status: 200 })
  for (const limit of ['0', '101', '1.5', 'x']) {
    expect(await anonymous('GET', `/api/list?limit=${limit}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_input' },
    })
  }
  for (const cursor of ['x', encodeCursor(['1', 2]), encodeCursor([1])]) {
    expect(await anonymous('GET', `/api/list?cursor=${cursor}`)).toMatchObject({
      status: 400,
      body: { code: 'invalid_cursor' },
    })
  }
})

describe('a token of another app', () => {
  const app = async (...scopes: string[]) => {
    const kit = await testApp(routes)
    return { ...kit, call: kit.as({ name: 'mina', clientId: '0190b7a1-0000-7000-8000-00000000aaaa', scopes }) }
  }

  test('reads with the scope to read, and does nothing else with it', async () => {
    const { call } = await app('music:read')

    for (const [method, path] of [
      ['GET', '/api/me'],
      ['GET', '/api/anyone'],
      ['POST', '/api/search'],
    ] as const)
      expect((await call(method, path)).status).toBe(200)
    expect(await call('DELETE', '/api/library')).toMatchObject({
      status: 403,
      body: { code: 'insufficient_scope' },
      headers: { 'www-authenticate': 'Bearer error="insufficient_scope", scope="music:write"' },
    })
  })

  test('changes with the scope to write, but nothing that is the family’s alone', async () => {
    const { call } = await app('music:read', 'music:write')

    expect((await call('DELETE', '/api/library')).status).toBe(204)
    expect(await call('DELETE', '/api/family')).toMatchObject({ status: 403, body: { code: 'family_only' } })
  })

  test('does nothing with the scopes of another product, or with those that say who someone is', async () => {
    const { call } = await app('openid', 'profile', 'img:read', 'img:write', 'music')

    expect(await call('GET', '/api/me')).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(await call('GET', '/api/anyone')).toMatchObject({ status: 403 })
  })

  test('is not needed by the family’s own, who have none of these scopes', async () => {
    const { as } = await testApp(routes)

    expect((await as('mina')('DELETE', '/api/family')).status).toBe(204)
  })
})
