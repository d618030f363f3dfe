import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createIds, testClock } from './index.ts'

test('ids are UUIDv7, tell their time and only grow, also when the clock stands still or goes back', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 100 }), (steps) => {
      const clock = testClock()
      const newId = createIds(clock)
      const ids = steps.flatMap((step) => {
        clock.advance(step)
        return Array.from({ length: 50 }, newId)
      })
      for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
      expect(ids).toEqual([...new Set(ids)].toSorted())
    }),
    { numRuns: 30 },
  )
})

test('an id begins with the milliseconds of its making', () => {
  const clock = testClock(Date.UTC(2026, 10, 23))
  const [first, second] = createIds(clock)().split('-')
  expect(Number.parseInt(`${first}${second}`, 16)).toBe(clock.now())
})

test('more ids in a millisecond than its counter holds still grow', () => {
  const newId = createIds(testClock())
  const ids = Array.from({ length: 10_000 }, newId)
  expect(ids).toEqual([...new Set(ids)].toSorted())
})
