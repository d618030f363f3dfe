/** What the music service answers; instants are ISO 8601, durations and positions decimal seconds. */

export interface Credit {
  /** null: a plain name, not a registered artist. */
  id: string | null
  name: string
  role: 'main' | 'featured' | 'composer' | 'lyricist' | 'producer' | 'remixer' | 'performer'
}

export interface Track {
  id: string
  title: string
  artists: Credit[]
  album: { id: string; title: string } | null
  durationSeconds: number | null
  /** Takes `?w=&h=&fit=cover`. */
  coverUrl: string | null
  status: 'processing' | 'ready' | 'failed'
  failure: { code: string; detail: string } | null
  visibility: 'draft' | 'members' | 'public'
  discNumber: number | null
  uploadedBy: { id: string; name: string }
  createdAt: string
  revision: number
}

export interface ArtistLink {
  kind: string
  url: string
}

export interface Artist {
  id: string
  name: string
  photoUrl: string | null
  links: ArtistLink[]
  biography: string
  trackCount: number
  createdAt: string
}

export interface Album {
  id: string
  title: string
  artist: { id: string | null; name: string } | null
  coverUrl: string | null
  year: number | null
  trackCount: number
}

export type RepeatMode = 'off' | 'all' | 'one'

export interface QueueItem {
  itemId: string
  track: Track
}

export interface Queue {
  /** Raised by every edit; the position that plays is apart from it. */
  revision: number
  items: QueueItem[]
  current: { itemId: string; positionSeconds: number } | null
  shuffle: boolean
  repeat: RepeatMode
}

export type QueueOperation =
  | { op: 'replace'; trackIds: string[]; startAt?: number }
  | { op: 'insertAfter'; itemId: string | null; trackIds: string[] }
  | { op: 'move'; itemId: string; afterItemId: string | null }
  | { op: 'remove'; itemIds: string[] }
  | { op: 'clear' }
  | { op: 'mode'; shuffle?: boolean; repeat?: RepeatMode }

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

export interface SearchResults {
  tracks: Track[]
  artists: Artist[]
  albums: Album[]
  tookMs: number
}

export interface NewTrack {
  uploadId: string
  title?: string
  artistId?: string
  artistName?: string
  /** null: of no album, whatever the tags say. */
  album?: string | null
}

/** Names as they are shown under a title; composers and the like stay in the credits. */
export function performersOf(track: Track): Credit[] {
  const performers = track.artists.filter((credit) => credit.role === 'main' || credit.role === 'featured')
  return performers.length > 0 ? performers : track.artists.slice(0, 1)
}

export function artistLine(track: Track): string {
  return performersOf(track)
    .map((credit) => credit.name)
    .join(', ')
}
