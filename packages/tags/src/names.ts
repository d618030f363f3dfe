/*
 * Several artists in one text. What is surely a list is taken apart; what may be one name stays one: "AC/DC",
 * "Simon & Garfunkel", "Tyler, The Creator", "Earth, Wind & Fire". A person corrects the rest in a moment, but does
 * not look for the half of a name.
 */
export interface Performers {
  main: string[]
  featured: string[]
}

/** feat., ft., featuring, 피처링; in brackets or to the end. Japanese tags write the name right after the dot. */
const bracketed =
  /[([（【［]\s*(?:feat(?:\.|uring\b|\b)|ft(?:\.|\b)|featuring\b|피처링|피쳐링)\s*[.:]?\s*([^)\]）】］]+)[)\]）】］]?/giu
const trailing = /(?<=\S)[\s,、]+(?:[Ff]eat\.|FEAT\.|[Ff]t\.|FT\.|[Ff]eaturing\s|피처링|피쳐링)\s*:?\s*(.+)$/u
/** Without its dot it is a word of a title; "Little Feat" is a name. */
const trailingWord = /(?<=\S)\s+feat\s+(.+)$/u
const cjk = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u

/** @param albumArtist known to be one artist: "A & B" on an album by A is two */
export function splitArtist(text: string, albumArtist?: string): Performers {
  const { rest, featured } = takeFeatured(text.replace(trailingWord, ' feat. $1'))
  return { main: rest === '' ? [] : splitNames(rest, albumArtist), featured }
}

/** The guests that a title names; "(with …)" is too often a part of the song's name. */
export function featuredInTitle(title: string): string[] {
  return takeFeatured(title).featured
}

function takeFeatured(text: string) {
  const featured: string[] = []
  let rest = text.replaceAll(bracketed, (_all, guests: string) => {
    featured.push(...splitGuests(guests))
    return ' '
  })
  rest = rest.replace(trailing, (_all, guests: string) => {
    featured.push(...splitGuests(guests))
    return ''
  })
  return { rest: rest.replaceAll(/\s+/g, ' ').trim(), featured }
}

/** Among guests "&" and commas are a list. */
function splitGuests(text: string) {
  return text.split(/\s*[,，、;；/／＆×]\s*|\s+(?:&|x|and)\s+/u).flatMap((name) => name.trim() || [])
}

export function splitNames(text: string, albumArtist?: string): string[] {
  // "×" and "x" stand between partners, "vs." between opponents; "TOMORROW X TOGETHER" is one name.
  const parts = text.split(/\s*[;；、]\s*|\s+[/／|×]\s+|\s+(?:x|vs\.)\s+|／/u).flatMap(splitSlash)
  return parts
    .flatMap(splitComma)
    .flatMap((part) => splitAmpersand(part, albumArtist))
    .flatMap((name) => name.trim() || [])
}

/** ID3v2.3's own separator, but for names with a slash: all of whose parts are short, or numbers. */
function splitSlash(text: string) {
  const parts = text.split('/')
  const isName = (part: string) => cjk.test(part) || (part.trim().length >= 4 && !/^[\d\s]+$/.test(part))
  return parts.length > 1 && parts.every(isName) ? parts : [text]
}

/** Names of East Asia have no comma in them. */
function splitComma(text: string) {
  return /[,，]/u.test(text) && cjk.test(text) ? text.split(/\s*[,，]\s*/u) : [text]
}

function splitAmpersand(text: string, albumArtist: string | undefined) {
  if (albumArtist === undefined || !text.includes(' & ')) return [text]
  const parts = text.split(' & ')
  return parts.some((part) => sameName(part, albumArtist)) ? parts : [text]
}

const various =
  /^(?:v\.?\s?a\.?|various(?:\s+artists?)?|various\s+performers|verschiedene(?:\s+(?:interpreten|künstler))?|artistes\s+(?:variés|divers)|varios(?:\s+artistas)?|vários(?:\s+artistas)?|artisti\s+vari|aa\.?vv\.?|diverse(?:\s+artie?ste?n?)?|여러\s?(?:아티스트|가수)|다양한\s?아티스트|옴니버스|컴필레이션|オムニバス|ヴァリアス(?:・?アーティスト)?|ヴァリアス・アーティスツ|バリアス・?アーティスト|群星|合輯|合辑|разные(?:\s+исполнители)?)$/iu

/** Names that stand for nobody: "Various Artists" in the languages that tags use. */
export function isVariousArtists(name: string): boolean {
  return various.test(name.normalize('NFKC').trim())
}

export function sameName(one: string, other: string): boolean {
  return one.normalize('NFKC').trim().toLowerCase() === other.normalize('NFKC').trim().toLowerCase()
}
