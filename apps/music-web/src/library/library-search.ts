import type { TrackListQuery } from '../api/shapes.ts'

export const sorts = ['added', 'title', 'artist', 'album', 'year', 'length'] as const
export type Sort = (typeof sorts)[number]
export const filters = ['mine', 'drafts', 'lossless', 'no-cover', 'no-artist', 'no-album'] as const
export type Filter = (typeof filters)[number]

/** What the address of the library says; what is usual is left out of it. */
export interface LibrarySearch {
  sort?: Sort
  order?: 'asc' | 'desc'
  filter?: Filter[]
  genre?: string
  q?: string
}

/** Takes what an address says, typed by hand or by an older version; what it does not know it passes over. */
export function readLibrarySearch(given: Record<string, unknown>): LibrarySearch {
  const sort = sorts.find((one) => one === given['sort'])
  const filter = filters.filter((one) => Array.isArray(given['filter']) && given['filter'].includes(one))
  const text = (value: unknown) =>
    typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 200) : ''
  return {
    ...(sort && sort !== 'added' && { sort }),
    ...((given['order'] === 'asc' || given['order'] === 'desc') && { order: given['order'] }),
    ...(filter.length > 0 && { filter }),
    ...(text(given['genre']) && { genre: text(given['genre']) }),
    ...(text(given['q']) && { q: text(given['q']) }),
  }
}

/** The way a column is first sorted: what is newest first, names from the beginning. */
export function usualOrder(sort: Sort): 'asc' | 'desc' {
  return sort === 'added' || sort === 'year' ? 'desc' : 'asc'
}

/** Whether letters lead somewhere in this order. */
export function isByName({ sort }: LibrarySearch): boolean {
  return sort === 'title' || sort === 'artist' || sort === 'album'
}

/** Sorts by a column; the same column again the other way round. */
export function sortedBy(search: LibrarySearch, sort: Sort): LibrarySearch {
  const { sort: present = 'added', order = usualOrder(present), ...rest } = search
  const next = sort === present ? (order === 'asc' ? 'desc' : 'asc') : usualOrder(sort)
  return readLibrarySearch({ ...rest, sort, ...(next !== usualOrder(sort) && { order: next }) })
}

export function isNarrowed({ filter, genre, q }: LibrarySearch): boolean {
  return (filter?.length ?? 0) > 0 || Boolean(genre) || Boolean(q?.trim())
}

export function queryOf({ sort = 'added', order, filter, genre, q }: LibrarySearch): TrackListQuery {
  return {
    sort,
    ...(order && { order }),
    ...(filter?.length && { filter: filter.join(',') }),
    ...(genre && { genre }),
    ...(q?.trim() && { q: q.trim() }),
  }
}
