import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useMusic } from '../music-context.ts'

/** Results while one types; an older question that is still under way is dropped. */
export function useSearch(query: string, limit: number) {
  const { api } = useMusic()
  const q = useSettled(query.trim(), 80)
  const results = useQuery({
    queryKey: ['search', q, limit],
    queryFn: ({ signal }) => api.search(q, limit, signal),
    enabled: q !== '',
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  return { ...results, q }
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
