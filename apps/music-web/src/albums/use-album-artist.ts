import type { Album } from '../api/shapes.ts'
import { useWords } from '../i18n/words.ts'

/** Whose an album is, in words: a name, "Various artists", or nothing where nobody knows. */
export function useAlbumArtist(): (album: Pick<Album, 'artist' | 'compilation'>) => string | undefined {
  const say = useWords()
  return ({ artist, compilation }) => artist?.name ?? (compilation ? say('album.various') : undefined)
}
