import { expect, test } from 'vitest'
import { createRecentRenditions } from './recent-renditions.ts'

test('what was asked for last stays, and no more than may', () => {
  const recent = createRecentRenditions({ mostBytes: 100, largest: 40 })
  for (const key of ['a', 'b', 'c']) recent.set(key, Buffer.alloc(30, key))
  expect(recent.get('a')).toEqual(Buffer.alloc(30, 'a'))

  recent.set('d', Buffer.alloc(30, 'd'))
  recent.set('large', Buffer.alloc(41))

  expect(['a', 'b', 'c', 'd', 'large'].filter((key) => recent.get(key))).toEqual(['a', 'c', 'd'])
})

test('a picture that is set again counts once', () => {
  const recent = createRecentRenditions({ mostBytes: 60, largest: 40 })
  recent.set('a', Buffer.alloc(30))
  for (let times = 0; times < 5; times++) recent.set('b', Buffer.alloc(30))
  expect(recent.get('a')).toBeDefined()
})
