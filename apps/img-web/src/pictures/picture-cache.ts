import type { InfiniteData, QueryClient } from '@tanstack/react-query'
import type { Album, Image, Picture, PicturePage } from '../api/shapes.ts'

export type PictureData = InfiniteData<PicturePage, string | undefined>

const lists = { queryKey: ['pictures'] }

/** What is known of a picture anew, wherever it is shown. */
export function patchPictures(queryClient: QueryClient, pictures: readonly Picture[]) {
  const byId = new Map(pictures.map((picture) => [picture.id, picture]))
  changeLists(queryClient, lists, (items) => items.map((item) => byId.get(item.id) ?? item))
}

/**
 * Takes pictures out of every list, or of one, before the server has heard of it.
 * @returns what puts them back
 */
export function hidePictures(
  queryClient: QueryClient,
  ids: readonly string[],
  key: readonly string[] = lists.queryKey,
) {
  const gone = new Set(ids)
  const before = queryClient.getQueriesData<PictureData>({ queryKey: key })
  changeLists(queryClient, { queryKey: key }, (items) => items.filter(({ id }) => !gone.has(id)))
  return () => {
    for (const [listKey, data] of before) queryClient.setQueryData(listKey, data)
  }
}

/** Puts pictures of a list behind another, or first of all (null), in the order they have in `ids`. */
export function movePictures(
  queryClient: QueryClient,
  key: readonly string[],
  ids: readonly string[],
  afterId: string | null,
) {
  queryClient.setQueryData<PictureData>(key, (data) => {
    if (!data) return data
    const all = data.pages.flatMap((page) => page.items)
    const moving = ids.flatMap((id) => all.find((picture) => picture.id === id) ?? [])
    const rest = all.filter(({ id }) => !ids.includes(id))
    const place = afterId === null ? 0 : rest.findIndex(({ id }) => id === afterId) + 1
    const ordered = [...rest.slice(0, place), ...moving, ...rest.slice(place)]
    // Each page stays as long as it was.
    let from = 0
    const pages = data.pages.map((page) => ({ ...page, items: ordered.slice(from, (from += page.items.length)) }))
    return { ...data, pages }
  })
}

/** A picture that was just added is the first of one's own, and the last of its album. */
export function pictureArrived(queryClient: QueryClient, image: Image, albumId: string | undefined) {
  addTo(queryClient, ['pictures', 'own'], image, 'first')
  if (albumId !== undefined) {
    addTo(queryClient, ['pictures', 'album', albumId], image, 'last')
    queryClient.setQueryData<Album>(['albums', albumId], (album) =>
      album ? { ...album, imageCount: album.imageCount + 1, cover: album.cover ?? image } : album,
    )
  }
}

function addTo(queryClient: QueryClient, key: readonly string[], image: Image, where: 'first' | 'last') {
  queryClient.setQueryData<PictureData>(key, (data) => {
    const at = where === 'first' ? 0 : (data?.pages.length ?? 0) - 1
    const page = data?.pages[at]
    // The end of a list that is not known to its end comes by itself.
    if (!data || !page || (where === 'last' && page.nextCursor !== null)) return data
    if (data.pages.some(({ items }) => items.some(({ id }) => id === image.id))) return data
    const items = where === 'first' ? [image, ...page.items] : [...page.items, image]
    return { ...data, pages: data.pages.with(at, { ...page, items }) }
  })
}

function changeLists(
  queryClient: QueryClient,
  filter: { queryKey: readonly string[] },
  change: (items: Picture[]) => Picture[],
) {
  queryClient.setQueriesData<PictureData>(filter, (data) =>
    data ? { ...data, pages: data.pages.map((page) => ({ ...page, items: change(page.items) })) } : data,
  )
}
