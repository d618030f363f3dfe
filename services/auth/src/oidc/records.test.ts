import { expect, test } from 'vitest'
import { testAuth } from '../auth.fixture.ts'
import { recordAdapter } from './records.ts'

// Through HTTP the moment between reading and consuming cannot be hit at will.
test('a code that two requests have read can be consumed by one of them', async () => {
  const { deps } = await testAuth()
  const codes = recordAdapter(deps, 'AuthorizationCode')
  await codes.upsert('the code', { grantId: 'grant', exp: Math.floor(deps.clock.now() / 1000) + 60 }, 60)
  expect(await codes.find('the code')).toEqual(await codes.find('the code'))

  await codes.consume('the code')

  await expect(codes.consume('the code')).rejects.toThrow('invalid_grant')
  expect(await codes.find('the code')).toHaveProperty('consumed')
})
