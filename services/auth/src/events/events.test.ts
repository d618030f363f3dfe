import { expect, test } from 'vitest'
import { testAuth } from '../auth.fixture.ts'

test('how services work is for owners alone', async () => {
  const auth = await testAuth()
  const admin = await auth.given('ada', 'admin')
  const ada = auth.as({ id: admin.id, name: 'ada', roles: ['admin'] })
  const letter = '/api/dead-letters/music/01999f3a-0000-7000-8000-000000000001'

  for (const [method, path, body] of [
    ['GET', '/api/events-state'],
    ['GET', '/api/dead-letters/music'],
    ['POST', `${letter}/replay`],
    ['DELETE', letter],
    ['POST', '/api/reread/music', { consumer: 'music.people', since: '2026-11-24T09:30:00Z' }],
  ] as const)
    expect(await ada(method, path, body)).toMatchObject({ status: 403, body: { code: 'forbidden' } })
})

test('a service that does not answer is said to be away, and hides no other', async () => {
  const auth = await testAuth()
  const { id } = await auth.given('mina', 'owner')
  const mina = auth.as({ id, name: 'mina', roles: ['owner'] })

  expect((await mina('GET', '/api/events-state')).body).toEqual({
    items: ['music', 'img', 'auth'].map((service) => ({ service, state: null })),
    search: null,
  })
  expect(await mina('GET', '/api/dead-letters/music')).toMatchObject({
    status: 503,
    body: { code: 'service_unavailable' },
  })
})
