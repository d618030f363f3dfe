import type { Language } from './languages.ts'

/** Letters beside each other that have accents both, in words of Western European languages. Doubled ones always may. */
const pairs = new Set(
  'çã çó çò çõ çà çé çê éï éâ éà ëé ïé îï üß öß äß áí óí íó éé óð æð íð úð ðí ðá áð éð ýð æý öð öý äö åä øå æø åø þú þó þá þé þí þæ þý þö éö ñá ñó ñé'
    .split(' ')
    .concat('ÇÃ ÇÕ ÞÚ ÞÓ ÞÆ'.split(' ')),
)

const lower = /[ß-öø-ÿœšž]/u
const upper = /[À-ÖØ-ÞŒŠŽŸ]/u
const letter = /\p{L}/u
const capital = /\p{Lu}/u

/**
 * Windows-1252 as Western European languages write it, in bits (see languages.ts): an accented letter stands among
 * plain ones, a capital begins a word or stands among capitals, a sign stands on its side of the word. Texts of other
 * encodings, read as this one, are heaps of accents and signs.
 */
export const latinText: Language = (text) => {
  let bits = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!
    const before = text[at - 1] ?? ' '
    const after = text[at + 1] ?? ' '
    bits += char < '\u0080' ? (char < ' ' ? 21 : 5.5) : bitsOf(char, before, after)
  }
  return bits
}

function bitsOf(char: string, before: string, after: string) {
  if (lower.test(char)) {
    return 8.5 + besides(char, before) + (capital.test(after) ? 7 : 0)
  }
  if (upper.test(char)) {
    return 9.5 + besides(char, before) + (letter.test(before) && !capital.test(before) ? 9 : 0)
  }
  const [base, misplaced] = signBits(char, before, after)
  // A sign among accents is hardly one.
  return base + (misplaced ? 9 : 0) + (isHigh(before) ? 5 : 0)
}

/** After another accented letter or a sign it is less likely. */
function besides(char: string, before: string) {
  if (!isHigh(before)) return 0
  if (!letter.test(before)) return '’‘“«¿¡'.includes(before) ? 0 : 6
  return before.toLowerCase() === char.toLowerCase() || pairs.has(before + char) || pairs.has(lowered(before, char))
    ? 0
    : 7
}

// Éà, at the beginning of a word.
function lowered(before: string, char: string) {
  return capital.test(char) ? '' : before.toLowerCase() + char
}

/** @returns its cost, and whether it stands where it should not */
function signBits(char: string, before: string, after: string): [number, boolean] {
  if (char === '’') return [7, !letter.test(before) && !/\d/.test(after)]
  if (char === '‘' || char === '“' || char === '«') return [9, letter.test(before)]
  if (char === '”' || char === '»') return [9, letter.test(after)]
  if (char === '¿' || char === '¡') return [9, letter.test(before)]
  if ('–—…·'.includes(char)) return [letter.test(before) && letter.test(after) ? 12 : 9, isHigh(after)]
  if ('°ºª©®™£€¢¥½²³§×'.includes(char)) return [12, letter.test(after) || isHigh(after)]
  if (char === '\u00a0') return [12, false]
  return [char < '\u00a0' ? 30 : 17, false]
}

function isHigh(char: string) {
  return char >= '\u0080'
}
