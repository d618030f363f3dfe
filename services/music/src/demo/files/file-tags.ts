/** What a file says of itself. */
export interface FileTags {
  title: string
  artists: string[]
  albumArtist: string
  album: string
  trackNumber: number
  trackCount: number
  discNumber: number
  discCount: number
  year: number
  genre: string
  composer: string
  compilation: boolean
  /** A JPEG. */
  cover: Uint8Array
}
