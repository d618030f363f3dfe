import { termsOfFields, whole, type Query } from './match.ts'

// Terms of ours among the words, told apart by private-use characters, which no folded word holds.
const WHOLE_FIELD = '\u{e000}'
const TAG = '\u{e001}'

/** What FTS5 is given for a document: its words' terms, each field as a whole without spaces, its tags. */
export function indexedText(folded: string[], tags: string[]): string {
  return [...termsOfFields(folded), ...folded.map((field) => WHOLE_FIELD + whole(field)), ...tags.map(tagTerm)].join(
    ' ',
  )
}

/** FTS5 expressions of documents with a field that is the query; with all its words; with words that begin so. */
export function ftsExpressions(query: Query, tags: string[] | undefined) {
  const filter = tags ? ` AND (${tags.map((tag) => quote(tagTerm(tag))).join(' OR ')})` : ''
  const phrases = query.phrases.map((terms) => quote(terms.join(' ')))
  return {
    exact: quote(WHOLE_FIELD + query.whole) + filter,
    inFull: phrases.join(' AND ') + filter,
    beginnings: phrases.map((each) => `${each} *`).join(' AND ') + filter,
  }
}

const tagTerm = (tag: string) => TAG + Buffer.from(tag).toString('hex')
const quote = (terms: string) => `"${terms}"`
