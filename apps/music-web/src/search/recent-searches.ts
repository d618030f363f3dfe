import { createStore } from '@bell/ui/store'

const most = 8

/**
 * What was looked for and found, newest first. It tells of a person, so it is kept in memory only: for as long as the
 * page is open, and not beyond the session.
 */
export const recentSearches = createStore<{ queries: readonly string[] }>({ queries: [] })

export function rememberSearch(query: string) {
  const q = query.trim()
  if (q === '') return
  const others = recentSearches.get().queries.filter((other) => other.toLowerCase() !== q.toLowerCase())
  recentSearches.set({ queries: [q, ...others].slice(0, most) })
}

export function forgetSearches() {
  recentSearches.set({ queries: [] })
}
