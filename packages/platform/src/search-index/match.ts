import { foldWords, isCjk, termsOf } from './words.ts'

const FIELD_LIMIT = 10_000
const QUERY_LIMIT = 200
const QUERY_WORDS = 8
const WHOLE_LIMIT = 60

/** A document's words, one text a field with single spaces: what the ranking reads. */
export function foldFields(fields: Record<string, string>): string[] {
  return Object.values(fields).map((text) => foldWords(text.slice(0, FIELD_LIMIT)).join(' '))
}

/** The terms of a folded document's words, in order. */
export const termsOfFields = (folded: string[]) => folded.flatMap((field) => field.split(' ').flatMap(termsOf))

export interface Query {
  words: string[]
  /** All words as one, so that titles are found whether or not a space was typed. */
  whole: string
  /** For each word its terms, which stand in a row in what answers; of a beginning, the last one may go on. */
  phrases: string[][]
}

/** @returns undefined where there is nothing to look for. */
export function readQuery(text: string): Query | undefined {
  const words = foldWords(text.slice(0, QUERY_LIMIT)).slice(0, QUERY_WORDS)
  if (words.length === 0) return undefined
  return { words, whole: whole(words.join(' ')), phrases: words.map(phrase) }
}

// A single CJK character has no pair of its own; "in the middle" of a word then is the beginning of a pair.
function phrase(word: string) {
  const terms = termsOf(word)
  return isCjk(word) && terms.length > 1 ? terms.slice(0, -1) : terms
}

/** A field's or a query's words as one, cut to a length that still tells titles apart. */
export const whole = (field: string) => Array.from(field.replaceAll(' ', '')).slice(0, WHOLE_LIMIT).join('')
