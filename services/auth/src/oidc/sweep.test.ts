import { expect, test } from 'vitest'
import { testAuth } from '../auth.fixture.ts'
import { sweepExpired } from './sweep.ts'

test('what has expired is deleted, and nothing else', async () => {
  const auth = await testAuth()
  await auth.given('mina')
  await auth.browser().begin('img')
  await auth.browser().signIn('music', 'mina@example.org')
  const models = async () =>
    (await auth.deps.db.selectFrom('oidcRecord').select('model').execute()).map(({ model }) => model).toSorted()
  expect(await models()).toContain('Interaction')

  auth.clock.advance(13 * 3_600_000)
  await sweepExpired(auth.deps)

  expect(await models()).toEqual(['Grant', 'Session'])
  expect(await auth.deps.db.selectFrom('refreshToken').select('hash').execute()).toHaveLength(1)
  auth.clock.advance(31 * 86_400_000)
  await sweepExpired(auth.deps)
  expect(await models()).toEqual([])
  expect(await auth.deps.db.selectFrom('refreshToken').select('hash').execute()).toEqual([])
})
