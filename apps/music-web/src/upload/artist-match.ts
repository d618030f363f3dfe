import type { Artist } from '../api/shapes.ts'

/** What two spellings of one name have in common: width, case and spaces do not tell names apart. As the server does. */
export function normaliseName(name: string): string {
  return name.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replace(/\s+/gu, ' ').trim()
}

/**
 * How a name from a file's tags stands to the registered artists: the one who is called so, nobody near, or some who
 * might be meant, which is for a person to say.
 */
export type ArtistMatch = { kind: 'match'; artist: Artist } | { kind: 'new' } | { kind: 'similar' }

export function matchArtist(name: string, candidates: Artist[]): ArtistMatch {
  const wanted = normaliseName(name)
  const exact = candidates.filter((artist) => normaliseName(artist.name) === wanted)
  if (exact.length === 1) return { kind: 'match', artist: exact[0]! }
  return candidates.length === 0 ? { kind: 'new' } : { kind: 'similar' }
}
