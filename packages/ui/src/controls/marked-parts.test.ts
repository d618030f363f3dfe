import { expect, test } from 'vitest'
import { markedParts } from './marked-parts.ts'

const shown = (text: string, query: string) =>
  markedParts(text, query)
    .map(({ part, marked }) => (marked ? `[${part}]` : part))
    .join('')

test.each([
  ['Été à Québec', 'quebec ete', '[Été] à [Québec]'],
  ['봄날의 노래', '노래', '봄날의 [노래]'],
  ['ｇａｍｍａ ray', 'GAMMA', '[ｇａｍｍａ] ray'],
  ['Mini mini', 'mi', '[Mi]ni [mi]ni'],
  ['Banana an', 'an', 'Banana [an]'],
  ['夜に駆ける猫', '駆ける', '夜に[駆ける]猫'],
  ['😀 smile', 'smile', '😀 [smile]'],
  ['Title', '', 'Title'],
  ['Title', 'x*(', 'Title'],
  ['', 'a', ''],
])('%s, searched for %s', (text, query, marks) => {
  expect(shown(text, query)).toBe(marks)
  expect(
    markedParts(text, query)
      .map(({ part }) => part)
      .join(''),
  ).toBe(text)
})
