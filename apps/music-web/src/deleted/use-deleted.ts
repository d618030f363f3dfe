import { useInfiniteQuery } from '@tanstack/react-query'
import { useMusic } from '../music-context.ts'

/** Both begin with 'deleted': what deletes or brings back has them asked again. */
const keys = { tracks: ['deleted', 'tracks'] as const, artists: ['deleted', 'artists'] as const }

export function useDeletedTracks() {
  const { api } = useMusic()
  return useInfiniteQuery({
    queryKey: keys.tracks,
    queryFn: ({ pageParam }) => api.deletedTracks(pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

export function useDeletedArtists() {
  const { api } = useMusic()
  return useInfiniteQuery({
    queryKey: keys.artists,
    queryFn: ({ pageParam }) => api.deletedArtists(pageParam),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}
