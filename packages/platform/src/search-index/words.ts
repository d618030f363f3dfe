/**
 * Text as the index sees it, documents and queries alike: compatibility forms unified (NFKC), case and accents folded,
 * and runs of letters and digits cut where the script changes, since Chinese and Japanese write no spaces and Korean
 * joins its particles to the word.
 */
export function foldWords(text: string): string[] {
  return fold(text).match(WORD) ?? []
}

export const isCjk = (word: string) => CJK_START.test(word)

/**
 * The terms by which a word is found. A Latin word is one term. A CJK word is its overlapping pairs and its last
 * character: any two characters in a row are then a term, any single one the beginning of a term.
 */
export function termsOf(word: string): string[] {
  if (!isCjk(word)) return [word.length > TERM_LIMIT ? Array.from(word).slice(0, TERM_LIMIT).join('') : word]
  const characters = Array.from(word)
  return characters.map((character, at) => character + (characters[at + 1] ?? ''))
}

// Engines refuse or cut terms that are longer than some 250 characters.
const TERM_LIMIT = 100

const CJK = String.raw`[[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]&&[\p{L}\p{N}\p{M}]]`
const OTHER = String.raw`[[\p{L}\p{N}\p{M}]--[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}]]`
const WORD = new RegExp(`${CJK}+|${OTHER}+`, 'gv')
const CJK_START = new RegExp(`^${CJK}`, 'v')

// By way of upper case, ß, ẞ and ss become one; the marks above Latin, Greek and Cyrillic letters go, those of Japanese stay,
// where they make another letter (か, が).
function fold(text: string) {
  return text
    .normalize('NFKD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .toUpperCase()
    .toLowerCase()
    .replaceAll('ς', 'σ')
    .normalize('NFC')
}
