import { foldWords, isCjk, termsOf } from './words.ts'

// Terms of ours among the words, told apart by private-use characters, which no folded word holds.
const WHOLE_FIELD = '\u{e000}'
const TAG = '\u{e001}'

const FIELD_LIMIT = 10_000
const QUERY_LIMIT = 200
const QUERY_WORDS = 8
const WHOLE_LIMIT = 60

/** A document's words, one text a field with single spaces: what the ranking reads. */
export function foldFields(fields: Record<string, string>): string[] {
  return Object.values(fields).map((text) => foldWords(text.slice(0, FIELD_LIMIT)).join(' '))
}

/** What FTS5 is given for a document: its words' terms, each field as a whole without spaces, its tags. */
export function indexedText(folded: string[], tags: string[]): string {
  return [
    ...folded.flatMap((field) => field.split(' ').flatMap(termsOf)),
    ...folded.map((field) => WHOLE_FIELD + whole(field)),
    ...tags.map(tagTerm),
  ].join(' ')
}

export interface Query {
  words: string[]
  /** All words as one, so that titles are found whether or not a space was typed. */
  whole: string
  /** FTS5 expressions of documents with a field that is the query; with all its words; with words that begin so. */
  exact: string
  inFull: string
  beginnings: string
}

/** @returns undefined where there is nothing to look for. */
export function readQuery(text: string, tags?: string[]): Query | undefined {
  const words = foldWords(text.slice(0, QUERY_LIMIT)).slice(0, QUERY_WORDS)
  if (words.length === 0 || tags?.length === 0) return undefined
  const filter = tags ? ` AND (${tags.map((tag) => quote(tagTerm(tag))).join(' OR ')})` : ''
  const together = whole(words.join(' '))
  const phrases = words.map((word) => quote(phrase(word)))
  return {
    words,
    whole: together,
    exact: quote(WHOLE_FIELD + together) + filter,
    inFull: phrases.join(' AND ') + filter,
    beginnings: phrases.map((each) => `${each} *`).join(' AND ') + filter,
  }
}

// A single CJK character has no pair of its own; "in the middle" of a word then is the beginning of a pair.
function phrase(word: string) {
  const terms = termsOf(word)
  return (isCjk(word) && terms.length > 1 ? terms.slice(0, -1) : terms).join(' ')
}

/** A field's or a query's words as one, cut to a length that still tells titles apart. */
export const whole = (field: string) => Array.from(field.replaceAll(' ', '')).slice(0, WHOLE_LIMIT).join('')
const tagTerm = (tag: string) => TAG + Buffer.from(tag).toString('hex')
const quote = (terms: string) => `"${terms}"`
