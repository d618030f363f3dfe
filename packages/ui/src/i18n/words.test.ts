import { expect, test } from 'vitest'
import en from './en.json' with { type: 'json' }
import ja from './ja.json' with { type: 'json' }
import ko from './ko.json' with { type: 'json' }
import { findMissingKeys } from './words.ts'

test('the kit says everything in every language', () => {
  expect(findMissingKeys({ en, ja, ko })).toEqual([])
})

test('what one language lacks is named', () => {
  const words = {
    en: { home: { title: 'Home', lead: 'Hear {{name}}' } },
    ja: { home: { title: ' ', lead: '聴く' } },
    ko: {},
  }
  expect(findMissingKeys(words)).toEqual([
    'ja: home.title is empty',
    'ja: home.lead lacks {{name}}',
    'ko: home.title is missing',
    'ko: home.lead is missing',
  ])
})

test('each language needs the plural forms of its own grammar', () => {
  expect(
    findMissingKeys({ en: { n_one: 'one track', n_other: '{{count}} tracks' }, ko: { n_other: '{{count}}곡' } }),
  ).toEqual([])
  expect(findMissingKeys({ en: { n_other: '{{count}} tracks' }, ko: { n_other: '{{count}}곡' } })).toEqual([
    'en: n_one is missing',
  ])
})
