import { expect, test } from 'vitest'
import { forgetSearches, recentSearches, rememberSearch } from './recent-searches.ts'

test('the last eight searches are remembered, each once, newest first', () => {
  for (const query of ['봄', 'a', 'b', 'c', 'd', 'e', 'f', 'g', ' h ', 'A', ' ']) rememberSearch(query)
  expect(recentSearches.get().queries).toEqual(['A', 'h', 'g', 'f', 'e', 'd', 'c', 'b'])

  forgetSearches()
  expect(recentSearches.get().queries).toEqual([])
})
