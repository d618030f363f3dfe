import { useInfiniteQuery } from '@tanstack/react-query'
import { usePictures } from './pictures.ts'

export const ownPicturesKey = ['pictures', 'own']

/** One's own pictures, newest first, page after page. */
export function useOwnPictures() {
  const pictures = usePictures()
  return useInfiniteQuery({
    queryKey: ownPicturesKey,
    queryFn: ({ pageParam, signal }) => pictures.list(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}
