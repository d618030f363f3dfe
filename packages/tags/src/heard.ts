import type { ICommonTagsResult } from 'music-metadata'
import { genreNames } from './genres.ts'
import type { TagText } from './id3.ts'

/** What tags of whatever kind say, before its text is read. */
export interface Heard {
  title: TagText[]
  /** As the tag shows them; several values are several artists. */
  artist: TagText[]
  /** The artists one by one, where a tag lists them besides (MusicBrainz). */
  artists: TagText[]
  albumArtist: TagText[]
  album: TagText[]
  genre: TagText[]
  composers: TagText[]
  lyricists: TagText[]
  producers: TagText[]
  remixers: TagText[]
  performers: TagText[]
  track: { no?: number; of?: number }
  disc: { no?: number; of?: number }
  year?: number
  compilation: boolean
}

export function heardFromId3(texts: Map<string, TagText[]>): Heard {
  const get = (id: string) => (texts.get(id) ?? []).filter((text) => typeof text !== 'string' || text !== '')
  const people = [...get('TIPL'), ...get('IPLS')]
  return {
    title: get('TIT2').slice(0, 1),
    artist: get('TPE1'),
    artists: get('TXXX:ARTISTS'),
    albumArtist: [...get('TPE2'), ...get('TXXX:ALBUMARTIST'), ...get('TXXX:ALBUM ARTIST')].slice(0, 1),
    album: get('TALB').slice(0, 1),
    genre: get('TCON').slice(0, 1).map(genreOf),
    composers: get('TCOM'),
    lyricists: get('TEXT'),
    producers: peopleAs(people, /producer/i),
    remixers: get('TPE4'),
    performers: get('TMCL').filter((_, index) => index % 2 === 1),
    track: pairOf(get('TRCK')[0]),
    disc: pairOf(get('TPOS')[0]),
    year: numberOf(ascii(get('TDRC')[0] ?? get('TYER')[0]).slice(0, 4)),
    compilation: ascii(get('TCMP')[0] ?? get('TXXX:COMPILATION')[0]).trim() === '1',
  }
}

/** What music-metadata makes of the tags of other containers. */
export function heardFromCommon(common: ICommonTagsResult): Heard {
  const texts = (...lists: (readonly unknown[] | undefined)[]) =>
    lists
      .flatMap((list) => list?.slice(0, mostTexts) ?? [])
      .filter((text) => typeof text === 'string' && text !== '') as string[]
  const several = (common.artists?.length ?? 0) > 1
  return {
    title: texts([common.title]),
    artist: texts(several || !common.artist ? common.artists : [common.artist]),
    artists: [],
    albumArtist: texts([common.albumartist]),
    album: texts([common.album]),
    genre: texts(common.genre).slice(0, 1),
    composers: texts(common.composer),
    lyricists: texts(common.lyricist),
    producers: texts(common.producer),
    remixers: texts(common.remixer),
    performers: texts((common as { 'performer:instrument'?: string[] })['performer:instrument']),
    track: { no: common.track.no ?? undefined, of: common.track.of ?? undefined },
    disc: { no: common.disk.no ?? undefined, of: common.disk.of ?? undefined },
    year: common.year,
    compilation: common.compilation === true,
  }
}

const mostTexts = 100

/** What the first does not say, the next may. */
export function firstHeard(...all: Heard[]): Heard {
  const [first, ...others] = all as [Heard, ...Heard[]]
  return others.reduce((said, more) => {
    const joined = { ...more, ...said }
    for (const [key, value] of Object.entries(more) as [keyof Heard, unknown][]) {
      if (Array.isArray(value) && (said[key] as TagText[]).every(isLost)) Object.assign(joined, { [key]: value })
    }
    return {
      ...joined,
      track: { ...more.track, ...defined(said.track) },
      disc: { ...more.disc, ...defined(said.disc) },
      year: said.year ?? more.year,
      compilation: said.compilation || more.compilation,
    }
  }, first)
}

/** A program that did not know the characters wrote question marks. */
function isLost(text: TagText) {
  return /^[?\s]*$/.test(ascii(text))
}

function defined<T extends object>(given: T): Partial<T> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Partial<T>
}

/** "(17)", "17" and "(17)Rock 'n' Roll" in ID3v2.3 (§4.2.1) stand for a genre by number. */
function genreOf(text: TagText): TagText {
  const match = /^\s*\(?(\d{1,3})\)?\s*(.*)$/.exec(ascii(text))
  if (!match || (typeof text !== 'string' && text.bytes.some((byte) => byte >= 0x80))) return text
  return match[2] || (genreNames[Number(match[1])] ?? text)
}

/** "3/12". */
function pairOf(text: TagText | undefined) {
  const [no, of] = ascii(text).split('/')
  return { no: numberOf(no), of: numberOf(of) }
}

function numberOf(text = '') {
  const number = Number.parseInt(text, 10)
  return Number.isNaN(number) ? undefined : number
}

/** Pairs of an involvement and a name (TIPL, IPLS). */
function peopleAs(list: TagText[], role: RegExp) {
  return list.filter((_, index) => index % 2 === 1 && role.test(ascii(list[index - 1])))
}

function ascii(text: TagText | undefined) {
  if (text === undefined) return ''
  return typeof text === 'string' ? text.slice(0, 100) : String.fromCharCode(...text.bytes.subarray(0, 100))
}
