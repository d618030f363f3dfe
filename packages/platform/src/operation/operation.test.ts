import { expect, test } from 'vitest'
import { testApp } from '../test-kit/index.ts'
import { operationRoutes } from './index.ts'

test('what AuthBell may do in the name of an owner, nobody does by a token of a page', async () => {
  const music = await testApp((app) =>
    operationRoutes(app, () => {
      throw new Error('nobody may come this far')
    }),
  )
  const owner = music.as({ id: '01999f3a-0000-7000-8000-000000000001', name: 'mina', roles: ['owner'] })
  const letter = '/api/operation/dead-letters/01999f3a-0000-7000-8000-000000000002'

  for (const [method, path, body] of [
    ['GET', '/api/operation/events'],
    ['GET', '/api/operation/dead-letters'],
    ['POST', `${letter}/replay`],
    ['DELETE', letter],
    ['POST', '/api/operation/reread', { consumer: 'music.people', since: '2026-11-24T09:30:00Z' }],
  ] as const) {
    expect(await owner(method, path, body)).toMatchObject({ status: 403, body: { code: 'insufficient_scope' } })
    expect(await music.anonymous(method, path, body)).toMatchObject({ status: 401 })
  }
})
