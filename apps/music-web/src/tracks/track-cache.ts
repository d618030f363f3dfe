import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Page, Track, TrackListQuery } from '../api/shapes.ts'

/**
 * Query keys that hold tracks begin with 'tracks'; the second part says in which form:
 * 'one' is a Track, 'page' a Page<Track>, 'pages' an InfiniteData of them, 'ids' the ids of a whole list.
 */
export const trackKeys = {
  one: (id: string) => ['tracks', 'one', id] as const,
  genres: ['tracks', 'genres'] as const,
  newest: ['tracks', 'page', 'newest'] as const,
  recent: ['tracks', 'page', 'recent'] as const,
  cards: (ids: string[]) => ['tracks', 'page', 'cards', ids.join()] as const,
  ofArtist: (id: string) => ['tracks', 'pages', 'artist', id] as const,
  topOfArtist: (id: string) => ['tracks', 'page', 'artist', id] as const,
  ofAlbum: (id: string) => ['tracks', 'page', 'album', id] as const,
  ids: (query: TrackListQuery) => ['tracks', 'ids', query] as const,
}

/** Puts a track's new state wherever the track is shown; one that is new makes the lists look again. */
export function showTrack(queryClient: QueryClient, track: Track) {
  let known = false
  const swap = (page: Page<Track>): Page<Track> => {
    const index = page.items.findIndex((other) => other.id === track.id)
    if (index < 0 || page.items[index]!.revision > track.revision) return page
    known = true
    return { ...page, items: page.items.with(index, track) }
  }
  rewritePages(queryClient, swap)
  queryClient.setQueryData<Track>(trackKeys.one(track.id), (shown) =>
    shown && shown.revision > track.revision ? shown : shown && track,
  )
  if (track.status === 'ready' && !known) forgetListsSoon(queryClient)
}

/** Takes tracks out of everything shown. @returns how to put them back */
export function hideTracks(queryClient: QueryClient, trackIds: readonly string[]): () => void {
  const before = queryClient.getQueriesData({ queryKey: ['tracks'] })
  const hidden = new Set(trackIds)
  rewritePages(queryClient, (page) => {
    const items = page.items.filter(({ id }) => !hidden.has(id))
    return items.length === page.items.length ? page : { ...page, items }
  })
  rewrite<{ ids: string[] }>(queryClient, ['tracks', 'ids'], (data) => {
    const ids = data.ids.filter((id) => !hidden.has(id))
    return ids.length === data.ids.length ? data : { ids }
  })
  return () => {
    for (const [key, data] of before) queryClient.setQueryData(key, data)
  }
}

function rewritePages(queryClient: QueryClient, change: (page: Page<Track>) => Page<Track>) {
  rewrite<Page<Track>>(queryClient, ['tracks', 'page'], change)
  rewrite<InfiniteData<Page<Track>>>(queryClient, ['tracks', 'pages'], (data) => {
    const pages = data.pages.map(change)
    return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages }
  })
}

/** Changes what is kept without taking it for news: a list that is to be asked for again still is. */
function rewrite<T>(queryClient: QueryClient, queryKey: readonly string[], change: (data: T) => T) {
  for (const query of queryClient.getQueryCache().findAll({ queryKey })) {
    const data = query.state.data as T | undefined
    const changed = data && change(data)
    if (changed === data) continue
    const { isInvalidated, dataUpdatedAt } = query.state
    query.setData(changed, { updatedAt: dataUpdatedAt, manual: true })
    if (isInvalidated) query.invalidate()
  }
}

const soon = new WeakMap<QueryClient, ReturnType<typeof setTimeout>>()

/** A thousand tracks that become ready one by one are no thousand reasons to ask for every list. */
function forgetListsSoon(queryClient: QueryClient) {
  if (soon.has(queryClient)) return
  const timer = setTimeout(() => {
    soon.delete(queryClient)
    void forgetLists(queryClient)
  }, 500)
  soon.set(queryClient, timer)
}

/** Which tracks there are, and in which order, is asked again. */
export function forgetLists(queryClient: QueryClient) {
  return Promise.all([
    queryClient.invalidateQueries({ queryKey: ['tracks'] }),
    queryClient.invalidateQueries({ queryKey: ['artists'] }),
    queryClient.invalidateQueries({ queryKey: ['albums'] }),
    queryClient.invalidateQueries({ queryKey: ['deleted'] }),
  ])
}
