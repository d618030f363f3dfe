import type { Events } from '@bell/ui/events'
import type { QueryClient, QueryKey } from '@tanstack/react-query'
import { albumKeys } from './albums/album-keys.ts'
import { listKeys } from './pictures/list-keys.ts'
import { quotaKey } from './upload/quota-key.ts'

/** What the server tells of what is different; see the service's `live/`. */
interface Told {
  own: boolean
  albumIds: string[]
}

/** Between two rounds of fetching, ms, and in lengths of the last: a long list takes a while, and uploads come by hundreds. */
const pauses = { leastMs: 500, lengths: 3 }

/** Fetches what is shown again when the server tells that it is different: in other tabs, by other people. */
export function followServer(events: Pick<Events, 'onEvent'>, queryClient: QueryClient) {
  const stale = new Map<string, QueryKey>()
  let isFetching = false

  async function refresh(keys: QueryKey[]) {
    for (const key of keys) stale.set(JSON.stringify(key), key)
    if (isFetching) return
    isFetching = true
    while (stale.size > 0) {
      await untilSettled(queryClient)
      const now = [...stale.values()]
      stale.clear()
      const begun = performance.now()
      await Promise.all(now.map((queryKey) => queryClient.invalidateQueries({ queryKey })))
      const took = performance.now() - begun
      await new Promise((resolve) => setTimeout(resolve, Math.max(pauses.leastMs, took * pauses.lengths)))
    }
    isFetching = false
  }

  events.onEvent('pictures', ({ own, albumIds }: Told) => {
    const albums = albumIds.flatMap((id) => [albumKeys.one(id), listKeys.album(id)])
    const lists = albumIds.length > 0 ? [albumKeys.lists] : []
    void refresh([...(own ? [listKeys.own, ['deleted'], quotaKey] : []), ...lists, ...albums])
  })

  let connections = 0
  events.onEvent('connected', () => {
    connections += 1
    // The first connection comes with the first page; after a gap, what happened in it was missed.
    if (connections > 1) void queryClient.invalidateQueries()
  })
}

/** What this page is changing stands on it already, and would go back for a moment if it were fetched meanwhile. */
function untilSettled(queryClient: QueryClient) {
  return new Promise<void>((resolve) => {
    const look = () => {
      if (queryClient.isMutating() > 0) return
      stop()
      resolve()
    }
    const stop = queryClient.getMutationCache().subscribe(look)
    look()
  })
}
