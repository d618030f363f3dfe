import { expect, test } from 'vitest'
import { completeAddress, isWebAddress, kindOfLink } from './link-kind.ts'

test('a link is known by its host, also below it', () => {
  expect(kindOfLink('https://kiteseason.bandcamp.com/album/lanterns')).toBe('bandcamp')
  expect(kindOfLink('https://www.youtube.com/@kite')).toBe('youtube')
  expect(kindOfLink('https://notyoutube.com')).toBe('website')
})

test('only addresses of the web are links', () => {
  expect(isWebAddress('https://example.org')).toBe(true)
  expect(isWebAddress('javascript:alert(1)')).toBe(false)
  expect(isWebAddress('example.org')).toBe(false)
})

test('an address may be typed without its beginning', () => {
  expect(completeAddress(' youtube.com/@kite ')).toBe('https://youtube.com/@kite')
  expect(completeAddress('http://example.org')).toBe('http://example.org')
  expect(isWebAddress(completeAddress('javascript:alert(1)'))).toBe(false)
  expect(isWebAddress(completeAddress('kite'))).toBe(false)
})
