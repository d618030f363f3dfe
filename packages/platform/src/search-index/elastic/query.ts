import type { Query } from '../match.ts'

/**
 * The engines' searches for the most telling documents, as FTS5 is asked step by step: those with a field that is the
 * query, those whose title begins so, in the order of titles, those with all its words, those with words that begin so.
 * Scores are these steps alone, so that an engine stops once it has enough of the best.
 */
export function candidateSearches({ whole, phrases }: Query, size: number, tags: string[] | undefined) {
  const steps = [
    { term: { whole } },
    { bool: { filter: phrases.map((terms) => inARow(terms)) } },
    // Where there are several terms they are pairs, and no term is longer than the last pair.
    {
      bool: { filter: phrases.map((terms) => (terms.length === 1 ? { prefix: { terms: terms[0] } } : inARow(terms))) },
    },
  ]
  const best = steps.map((filter, at) => ({ constant_score: { filter, boost: steps.length - at } }))
  const titled = { range: { title: { gte: whole, lt: `${whole}\u{10ffff}` } } }
  const filter = tags ? [{ terms: { tags: tags.map((tag) => tag.toWellFormed()) } }] : []
  const shared = { size, track_total_hits: false, _source: ['folded'] }
  return [
    { query: { bool: { must: [{ dis_max: { queries: best } }], filter } }, ...shared },
    { query: { bool: { filter: [titled, ...filter] } }, sort: ['title'], ...shared },
  ]
}

function inARow(terms: string[]) {
  if (terms.length === 1) return { term: { terms: terms[0] } }
  return { match_phrase: { terms: terms.join(' ') } }
}
