/** A text cut where words of a query are in it, whatever the case, the accents and the width of letters. */
export function markedParts(text: string, query: string): { part: string; marked: boolean }[] {
  const words = fold(query)
    .text.split(/\s+/)
    .filter((word) => word !== '')
  const { text: folded, origin } = fold(text)
  const marked = Array.from({ length: text.length }, () => false)
  for (const word of words) {
    for (let at = folded.indexOf(word); at >= 0; at = folded.indexOf(word, at + word.length)) {
      if (!stands(folded, at, word)) continue
      const end = origin[at + word.length] ?? text.length
      for (let place = origin[at]!; place < Math.max(end, origin[at]! + 1); place++) marked[place] = true
    }
  }
  const parts: { part: string; marked: boolean }[] = []
  for (let start = 0, end = 1; start < text.length; end++) {
    if (end < text.length && marked[end] === marked[start]) continue
    parts.push({ part: text.slice(start, end), marked: marked[start]! })
    start = end
  }
  return parts
}

const joined = /[\p{L}\p{N}]/u
/** Scripts that are written without spaces, or whose words take endings: found inside words as well. */
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u

/** Whether a word is found there as the search finds it: at the beginning of a word. */
function stands(text: string, at: number, word: string) {
  return at === 0 || !joined.test(text[at - 1]!) || unspaced.test(word)
}

/** The text as it is compared, and for each of its characters the place it comes from. */
function fold(text: string) {
  let folded = ''
  const origin: number[] = []
  let place = 0
  for (const character of text) {
    const bare = character.normalize('NFKD').replaceAll(/\p{M}/gu, '').normalize('NFKC').toLowerCase()
    folded += bare
    for (let n = 0; n < bare.length; n++) origin.push(place)
    place += character.length
  }
  return { text: folded, origin }
}
