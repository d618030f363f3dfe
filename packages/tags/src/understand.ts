import { sameName, featuredInTitle, isVariousArtists, splitArtist, splitNames } from './names.ts'
import type { Heard } from './heard.ts'
import type { TagText } from './id3.ts'
import { readLegacyTexts, repairUnicode, type LegacyText } from './legacy-text.ts'
import { line, names, whole } from './lines.ts'
import type { Tags } from './tags.ts'

/** Reads the texts of tags, all together, and takes lists of names apart. */
export function understand(heard: Heard): Tags {
  const read = reader(Object.values(heard).filter(Array.isArray).flat() as TagText[])
  const lineOf = (texts: TagText[]) => line(texts[0] === undefined ? undefined : read(texts[0]))
  const linesOf = (texts: TagText[]) => names(texts.map(read))
  const namesOf = (texts: TagText[]) => names(linesOf(texts).flatMap((text) => splitNames(text)))

  const title = lineOf(heard.title)
  const albumArtist = lineOf(heard.albumArtist)
  const { main, featured } = performersOf(linesOf(heard.artist), namedOneByOne(linesOf(heard.artists)), albumArtist)
  // Marked as a compilation, a track's own artist as the album's means nobody's; another name is a mixer's or an editor's.
  const isNobodys =
    albumArtist === undefined ||
    isVariousArtists(albumArtist) ||
    (heard.compilation && main.some((name) => sameName(name, albumArtist)))
  const guests = names([...featured, ...featuredInTitle(title ?? '')])
  return {
    title,
    artists: main,
    featured: guests.filter((guest) => !main.some((name) => sameName(name, guest))),
    albumArtist: isNobodys ? undefined : albumArtist,
    album: lineOf(heard.album),
    compilation: isNobodys && (heard.compilation || albumArtist !== undefined),
    trackNumber: whole(heard.track.no, 1, 9999),
    trackTotal: whole(heard.track.of, 1, 9999),
    discNumber: whole(heard.disc.no, 1, 999),
    discTotal: whole(heard.disc.of, 1, 999),
    year: whole(heard.year, 1000, 2999),
    genre: lineOf(heard.genre),
    composers: namesOf(heard.composers),
    lyricists: namesOf(heard.lyricists),
    producers: namesOf(heard.producers),
    remixers: namesOf(heard.remixers),
    performers: namesOf(heard.performers),
  }
}

/** Picard joins its list with "; " or "/" where the tag has room for one value only. */
function namedOneByOne(list: string[]) {
  return list.length === 1 ? splitNames(list[0]!) : list
}

/** A list of artists one by one wins over a text that shows them; who is a guest, that text says. */
function performersOf(shown: string[], oneByOne: string[], albumArtist: string | undefined) {
  const several = shown.length > 1
  const split = shown.map((text) => splitArtist(text, albumArtist))
  const featured = split.flatMap((performers) => performers.featured)
  if (oneByOne.length > 0) {
    const main = oneByOne.filter((name) => !featured.some((guest) => sameName(guest, name)))
    return { main: names(main.length > 0 ? main : oneByOne), featured }
  }
  // Several values are several artists, whatever stands in their names.
  const main = several
    ? shown.flatMap((text) => (splitArtist(text).main.length > 0 ? withoutGuests(text) : []))
    : split.flatMap((performers) => performers.main)
  return { main: names(main), featured }
}

function withoutGuests(text: string) {
  const { main, featured } = splitArtist(text)
  return featured.length > 0 ? main : [text]
}

/** One decision for the bytes of a file, and one for what claims to be Unicode. */
function reader(texts: TagText[]): (text: TagText) => string {
  const readBytes = readLegacyTexts(texts.filter((text): text is LegacyText => typeof text !== 'string'))
  const repair = repairUnicode(texts.filter((text): text is string => typeof text === 'string'))
  return (text) => (typeof text === 'string' ? repair(text) : readBytes(text))
}
