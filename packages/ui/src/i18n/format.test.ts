import { expect, test } from 'vitest'
import { formatsOf } from './format.ts'

test('lengths are written as on a player', () => {
  const { duration } = formatsOf('en')
  expect([221, 0, 9.99, 60, 3723, null, undefined, Number.NaN, -3].map(duration)).toEqual([
    '3:41',
    '0:00',
    '0:09',
    '1:00',
    '1:02:03',
    '–',
    '–',
    '–',
    '0:00',
  ])
})

test('lengths are said in words', () => {
  expect(formatsOf('en').spokenDuration(221)).toBe('3 minutes 41 seconds')
  expect(formatsOf('en').spokenDuration(0)).toBe('0 seconds')
  expect(formatsOf('ko').spokenDuration(3600)).toBe('1시간')
  expect(formatsOf('ja').spokenDuration(65)).toBe('1 分 5 秒')
})

test('sizes are short, with a decimal where it says something', () => {
  const { bytes } = formatsOf('en')
  expect([0, 1, 999, 2_100_000, 25_300_000, 7e15].map(bytes)).toEqual([
    '0 bytes',
    '1 byte',
    '999 bytes',
    '2.1 MB',
    '25 MB',
    '7,000 TB',
  ])
})

test('instants are told by their distance', () => {
  const now = Date.UTC(2026, 5, 15)
  const { relative } = formatsOf('en')
  expect(relative(now - 10_000, now)).toBe('now')
  expect(relative(now - 3 * 86_400_000, now)).toBe('3 days ago')
  expect(relative(new Date(now + 7_200_000).toISOString(), now)).toBe('in 2 hours')
  expect(formatsOf('ko').relative(now - 86_400_000, now)).toBe('어제')
  expect(formatsOf('ja').relative(now - 90_000, now)).toBe('1 分前')
})
