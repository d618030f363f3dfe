import { expect, test } from 'vitest'
import { createRate } from './rate.ts'

test('a rate is what was added, a second, smoothed', () => {
  let now = 0
  const rate = createRate(() => now)
  expect(rate.note(0)).toBeUndefined()
  now = 100
  expect(rate.note(500), 'too soon to say').toBeUndefined()
  now = 1000
  expect(rate.note(2000)).toBe(2000)
  now = 2000
  expect(rate.note(3000)).toBeCloseTo(1700)
  now = 3000
  expect(rate.note(1000), 'after a step back it begins again').toBeUndefined()
})
