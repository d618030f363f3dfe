/** What a file says of itself: cleaned lines of bounded length and number. A person who says otherwise is right. */
export interface Tags {
  title?: string
  /** The main artists, in order. */
  artists: string[]
  /** Guests: "feat." in the artist or in the title, which keeps its words. */
  featured: string[]
  /** Whose the album is; without it where it is various artists' (`compilation`). */
  albumArtist?: string
  album?: string
  /** The album holds tracks of several artists: a flag says so, or its artist is "Various Artists" in any language. */
  compilation: boolean
  trackNumber?: number
  trackTotal?: number
  discNumber?: number
  discTotal?: number
  year?: number
  genre?: string
  composers: string[]
  lyricists: string[]
  producers: string[]
  remixers: string[]
  performers: string[]
}

/** A picture in the file; its type is what the file says, not what was checked. */
export interface Picture {
  contentType: string
  bytes: Uint8Array<ArrayBuffer>
}
