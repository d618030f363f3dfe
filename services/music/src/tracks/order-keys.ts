import { nameKey } from '../names.ts'
import type { Track } from './tracks.schema.ts'

/*
 * A list in the order of artists, albums, years or lengths is a range of an index on the track's own row, so the row
 * holds what it is ordered by. Written with the card, since the same changes change both.
 */

/** Comes after every name: tracks without an artist or an album are at the end of these orders. */
export const noName = '\u{10ffff}'
/** Between the parts of a key; no line of text holds a control character. */
const next = '\u0001'
/** Before what orders but is not text to be found. */
const unread = '\u0002'

export interface OrderKeys {
  /** The performers, then the album, then the place on it. */
  artistKey: string
  /** The album, then the place on it; albums of one title stay apart. */
  albumKey: string
  /** 0 where it is not known. */
  yearKey: number
  /** ms; 0 where it is not known. */
  lengthKey: number
}

type Ordered = Pick<Track, 'artists' | 'album' | 'year' | 'durationSeconds' | 'discNumber' | 'trackNumber'>

export function orderKeys({ artists, album, year, durationSeconds, discNumber, trackNumber }: Ordered): OrderKeys {
  const performers = artists.filter(({ role }) => role === 'main' || role === 'featured')
  const named = (performers.length > 0 ? performers : artists.slice(0, 1)).map(({ name }) => name).join(', ')
  const albumName = album ? start(album.title) : noName
  const place = `${digits(discNumber ?? 1)}${digits(trackNumber ?? 0)}`
  return {
    artistKey: `${named ? start(named) : noName}${next}${albumName}${unread}${place}`,
    albumKey: `${albumName}${unread}${album?.id ?? ''}${place}`,
    yearKey: year ?? 0,
    lengthKey: Math.round((durationSeconds ?? 0) * 1000),
  }
}

/** Performers and album of an artistKey, for finding. */
export function readableKey(artistKey: string) {
  return artistKey.slice(0, artistKey.indexOf(unread))
}

/** As much of a name as tells it from others: an index has room for a few hundred bytes. */
function start(name: string) {
  return Array.from(nameKey(name)).slice(0, 80).join('')
}

function digits(number: number) {
  return String(number).padStart(4, '0')
}
