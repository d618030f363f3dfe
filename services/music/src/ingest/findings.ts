import type { Failure, Format } from '../tracks/tracks.schema.ts'

/** What a file turned out to be. */
export type Findings =
  | { kind: 'audio'; contentType: string; durationMs: number; format: Format; tags: Tags; picture: Picture | null }
  | { kind: 'refused'; failure: Failure }

/** What the file says of itself: cleaned, bounded, and believed only where no person said otherwise. */
export interface Tags {
  title?: string
  artists: string[]
  albumArtist?: string
  album?: string
  trackNumber?: number
  discNumber?: number
  year?: number
  genre?: string
  composers: string[]
  lyricists: string[]
  producers: string[]
  remixers: string[]
}

export interface Picture {
  contentType: string
  bytes: Uint8Array
}
