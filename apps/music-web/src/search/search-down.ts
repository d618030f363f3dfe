import { ApiProblem } from '@bell/ui/session'

/** How soon is asked again whether the search is back, in ms. */
export const searchBackMs = 5000

export const isSearchDown = (error: unknown) => error instanceof ApiProblem && error.code === 'search_unavailable'

/** What is wrong with a query that goes on asking: while the search is down it has not failed for good. */
export function problemOf(query: { error: unknown; failureReason: unknown }): unknown {
  return query.error ?? (isSearchDown(query.failureReason) ? query.failureReason : null)
}
