import { useInfiniteQuery } from '@tanstack/react-query'
import { useImg } from '../img-app.ts'

/** Both begin with 'deleted': what deletes or brings back has them asked again. */
const keys = { images: ['deleted', 'images'], albums: ['deleted', 'albums'] }
const paging = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: { nextCursor: string | null }) => page.nextCursor ?? undefined,
}

export function useDeletedImages() {
  const { api } = useImg()
  return useInfiniteQuery({
    queryKey: keys.images,
    queryFn: ({ pageParam }) => api.deletedImages(pageParam),
    ...paging,
  })
}

export function useDeletedAlbums() {
  const { api } = useImg()
  return useInfiniteQuery({
    queryKey: keys.albums,
    queryFn: ({ pageParam }) => api.deletedAlbums(pageParam),
    ...paging,
  })
}
