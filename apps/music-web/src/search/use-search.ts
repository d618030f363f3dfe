import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { SearchType } from '../api/music-api.ts'
import { useWords } from '../i18n/words.ts'
import { useMusic } from '../music-context.ts'
import { problemOf } from './search-down.ts'

export const searchTypes: SearchType[] = ['tracks', 'artists', 'albums']

/** Results while one types; an older question that is still under way is dropped. */
export function useSearch(query: string, limit: number, types: SearchType[] = searchTypes) {
  const { api } = useMusic()
  const q = useSettled(query.trim(), 80)
  const results = useQuery({
    queryKey: ['search', q, types, limit],
    queryFn: ({ signal }) => api.search(q, types, limit, signal),
    enabled: q !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  return { ...results, problem: problemOf(results), q }
}

/** What is told of problems of the search, by their codes. */
export function useSearchProblems() {
  const say = useWords()
  return { search_unavailable: say('search.down') }
}

/** A value once it has rested for a moment, in ms. */
function useSettled(value: string, ms: number): string {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return settled
}
