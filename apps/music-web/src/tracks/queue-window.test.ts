import { expect, test } from 'vitest'
import { queueWindow } from './queue-window.ts'

const ids = Array.from({ length: 10_000 }, (_, index) => `t${index}`)

test.each([0, 3, 49, 50, 5000, 9998, 9999])('of ten thousand tracks, number %i plays with its neighbours', (index) => {
  const { trackIds, startAt } = queueWindow(ids, index)
  expect(trackIds[startAt]).toBe(`t${index}`)
  expect(trackIds).toHaveLength(500)
})

test('a short list goes in whole', () => {
  expect(queueWindow(['a', 'b', 'c'], 2)).toEqual({ trackIds: ['a', 'b', 'c'], startAt: 2 })
})
