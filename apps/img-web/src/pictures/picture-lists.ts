import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback, useMemo } from 'react'
import type { PicturePage } from '../api/shapes.ts'
import { useImg, type ImgApp } from '../img-app.ts'
import { listKeys } from './list-keys.ts'
import { patchPictures, type PictureData } from './picture-cache.ts'

/** Where pictures come from: the key they are kept under, and how a page of them is asked for. */
interface Source {
  key: readonly string[]
  load(api: ImgApp['api'], cursor: string | undefined, signal?: AbortSignal): Promise<PicturePage>
}

export type PictureList = ReturnType<typeof usePictureList>

/** One's own pictures, newest first. */
export function useOwnPictures() {
  return usePictureList(useMemo(() => ({ key: listKeys.own, load: (api, ...page) => api.images(...page) }), []))
}

/** An album's, in its order. */
export function useAlbumPictures(albumId: string) {
  return usePictureList(
    useMemo(
      () => ({ key: listKeys.album(albumId), load: (api, ...page) => api.albumImages(albumId, ...page) }),
      [albumId],
    ),
  )
}

/** What whoever has the link sees. */
export function usePublicPictures(publicId: string) {
  return usePictureList(
    useMemo(
      () => ({ key: listKeys.public(publicId), load: (api, ...page) => api.publicImages(publicId, ...page) }),
      [publicId],
    ),
  )
}

function usePictureList(source: Source) {
  const { api } = useImg()
  const queryClient = useQueryClient()
  const query = useInfiniteQuery({
    queryKey: source.key,
    queryFn: ({ pageParam, signal }) => source.load(api, pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const { data } = query
  // A picture that was added while pages were fetched stands in two of them.
  const pictures = useMemo(() => {
    const byId = new Map(data?.pages.flatMap((page) => page.items).map((picture) => [picture.id, picture]))
    return [...byId.values()]
  }, [data])

  /** Has the addresses of a picture that expired, and of those that came with it, signed anew. */
  const freshen = useCallback(
    async (pictureId: string) => {
      const known = queryClient.getQueryData<PictureData>(source.key)
      const at = known?.pages.findIndex((page) => page.items.some(({ id }) => id === pictureId)) ?? -1
      if (!known || at < 0) return
      await queryClient.fetchQuery({
        queryKey: ['fresh', ...source.key, String(at)],
        // Of a hundred pictures that are refused at once, one asks.
        staleTime: 10_000,
        retry: false,
        queryFn: async () => {
          const { items } = await source.load(api, known.pageParams[at])
          patchPictures(queryClient, items)
          return true
        },
      })
    },
    [queryClient, api, source],
  )

  return { key: source.key, pictures, query, freshen }
}
