import { nameKey } from '../names.ts'
import type { NamedArtist } from './albums.queries.ts'

export interface Member {
  artist: NamedArtist | undefined
  discNumber: number | null
  trackNumber: number | null
}

/** each: as many albums of one title as there are artists. */
type Whose = { kind: 'each' } | { kind: 'one'; artist: NamedArtist } | { kind: 'various'; artist: undefined }

/** From this share of the tracks on, the album is one artist's and the others are guests. */
const most = 0.6

/**
 * Whose an album is that says nothing of it, by all its tracks: those of one title that a person brought together.
 * They are one album where their numbers make one: every track has a number, and no number on a disc is two artists'.
 * Two albums called "Greatest Hits" have a first track each, and stay two. One album is its main artist's, if one has
 * most of it; else it is a compilation. Two tracks are too few to tell. The order in which they come does not matter.
 */
export function whoseAlbum(members: readonly Member[]): Whose {
  const byArtist = Map.groupBy(members, ({ artist }) => artist?.id ?? nameKey(artist?.name ?? ''))
  if (byArtist.size < 2 || members.length < 3 || !areOneAlbum(members)) return { kind: 'each' }
  const largest = [...byArtist.values()].reduce((one, other) => (other.length > one.length ? other : one))
  const artist = largest[0]!.artist
  if (artist && largest.length >= members.length * most) return { kind: 'one', artist }
  return { kind: 'various', artist: undefined }
}

function areOneAlbum(members: readonly Member[]) {
  const artistOf = new Map<string, string>()
  return members.every(({ artist, discNumber, trackNumber }) => {
    if (trackNumber === null) return false
    const place = `${discNumber ?? 1}/${trackNumber}`
    const key = artist?.id ?? nameKey(artist?.name ?? '')
    const other = artistOf.get(place)
    artistOf.set(place, key)
    return other === undefined || other === key
  })
}
