import { expect, test } from 'vitest'
import { returnPath } from './return-to.ts'

const origin = 'http://music.test'

test.each([
  '/',
  '/library',
  '/library?sort=title#top',
  '/search?q=%ED%95%9C%20a',
  '/a//b',
  '/@evil.test',
  '/%2F%2Fevil.test',
])('a path of this origin is where one comes back to: %s', (path) => {
  expect(returnPath(path, origin)).toBe(path)
  expect(new URL(returnPath(path, origin), origin).origin).toBe(origin)
})

test.each([
  '//evil.test',
  '///evil.test',
  '/\\evil.test',
  '\\\\evil.test',
  '/.//evil.test',
  '/x/..//evil.test',
  '/%2e//evil.test',
  '/\t/evil.test',
  '/\n/evil.test',
  '/\r\nSet-Cookie: a=b',
  '\t//evil.test',
  ' /library',
  '/\u0000',
  'https://evil.test/',
  'http://music.test/library',
  'http:/evil.test',
  'http:evil.test',
  'javascript:alert(1)',
  'library',
  '',
  '/session/login?silent=1',
  '/Session/logout',
  '/x/../session/login',
  `/${'x'.repeat(2000)}`,
  undefined,
  ['/a', '/b'],
])('anything else leads to the first page: %j', (given) => {
  expect(returnPath(given, origin)).toBe('/')
})
