import type { Sort } from './library-search.ts'

interface Column {
  word: 'track.title' | 'track.artist' | 'track.album' | 'track.added' | 'track.year' | 'track.genre' | 'track.format'
  sort?: Sort
  /** Where there is room for it. */
  shown: string
}

/**
 * The columns between the number and the length, in order. They come as the table gets wider; before there is a column
 * for artists they stand under the title. What is not sorted by is no button.
 */
export const columns: Column[] = [
  { word: 'track.title', sort: 'title', shown: '' },
  { word: 'track.artist', sort: 'artist', shown: 'hidden @3xl:block' },
  { word: 'track.album', sort: 'album', shown: 'hidden @2xl:block' },
  { word: 'track.added', sort: 'added', shown: 'hidden @3xl:block' },
  { word: 'track.year', sort: 'year', shown: 'hidden @5xl:block' },
  { word: 'track.genre', shown: 'hidden @6xl:block' },
  { word: 'track.format', shown: 'hidden @5xl:block' },
]

/** The grid of a row and of the head. Where there is a pointer, "…" takes the place of the length. */
export const gridClass =
  'grid items-center gap-3 px-2 grid-cols-[2.25rem_minmax(0,1fr)_3rem] ' +
  'pointer-coarse:grid-cols-[2.25rem_minmax(0,1fr)_3rem_2.75rem] ' +
  '@2xl:grid-cols-[2.25rem_minmax(0,5fr)_minmax(0,3fr)_3rem] ' +
  'pointer-coarse:@2xl:grid-cols-[2.25rem_minmax(0,5fr)_minmax(0,3fr)_3rem_2.75rem] ' +
  '@3xl:grid-cols-[2.25rem_minmax(0,5fr)_minmax(0,3fr)_minmax(0,3fr)_6.5rem_3rem] ' +
  'pointer-coarse:@3xl:grid-cols-[2.25rem_minmax(0,5fr)_minmax(0,3fr)_minmax(0,3fr)_6.5rem_3rem_2.75rem] ' +
  '@5xl:grid-cols-[2.25rem_minmax(0,5fr)_minmax(0,3fr)_minmax(0,3fr)_6.5rem_3rem_4rem_3rem] ' +
  'pointer-coarse:@5xl:grid-cols-[2.25rem_minmax(0,5fr)_minmax(0,3fr)_minmax(0,3fr)_6.5rem_3rem_4rem_3rem_2.75rem] ' +
  '@6xl:grid-cols-[2.25rem_minmax(0,5fr)_minmax(0,3fr)_minmax(0,3fr)_6.5rem_3rem_minmax(0,1.5fr)_4rem_3rem] ' +
  'pointer-coarse:@6xl:grid-cols-[2.25rem_minmax(0,5fr)_minmax(0,3fr)_minmax(0,3fr)_6.5rem_3rem_minmax(0,1.5fr)_4rem_3rem_2.75rem]'
