import { useInfiniteQuery } from '@tanstack/react-query'
import type { paths } from '../api.gen.ts'
import { useOwn } from '../shell/own.ts'

type Endpoint = paths['/api/audit']['get']
type Query = NonNullable<Endpoint['parameters']['query']>
export type AuditLine = Endpoint['responses'][200]['content']['application/json']['items'][number]
/** Every action that the server writes down. */
export type Action = NonNullable<Query['action']>
export type Kind = NonNullable<Query['kind']>

/** What the address of the page says to look for; `since` and `until` are days, YYYY-MM-DD, both included. */
export interface AuditSearch {
  person?: string | undefined
  kind?: Kind | undefined
  since?: string | undefined
  until?: string | undefined
  rotations?: boolean | undefined
}

export function useAudit(search: AuditSearch) {
  const { api } = useOwn()
  return useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: async ({ pageParam, signal }) => {
      const { person, kind, since, until, rotations } = search
      const query = {
        person,
        kind,
        rotations: rotations ? 'true' : undefined,
        since: since && startOf(since, 0),
        until: until && startOf(until, 1),
        limit: 50,
        cursor: pageParam,
      }
      return (await api.GET('/api/audit', { params: { query }, signal })).data!
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.nextCursor ?? undefined,
    // A log is looked at to see what has just happened.
    staleTime: 0,
  })
}

/** Midnight, where the person is, of a day or so many days later. */
function startOf(day: string, later: number) {
  const midnight = new Date(`${day}T00:00`)
  midnight.setDate(midnight.getDate() + later)
  return midnight.toISOString()
}
