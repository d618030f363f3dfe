import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useImg } from '../img-app.ts'
import { albumKeys } from './album-keys.ts'

/** One's own albums, or with those that others share with everyone here; the newest first. */
export function useAlbums(owner: 'me' | 'all') {
  const { api } = useImg()
  return useInfiniteQuery({
    queryKey: albumKeys.list(owner),
    queryFn: ({ pageParam }) => api.albums(owner, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

export function useAlbum(albumId: string) {
  const { api } = useImg()
  return useQuery({ queryKey: albumKeys.one(albumId), queryFn: () => api.album(albumId) })
}
