import { foldFields, termsOfFields, whole } from '../match.ts'
import type { Revision, SearchDocument } from '../search-index.ts'

/*
 * A document as the engines keep it. Words come folded and cut by us, as terms with single spaces between, so that both
 * engines find what FTS5 finds. A removal is a document too, of nothing but its revision: engines forget the version of
 * what they deleted after a minute (`index.gc_deletes`), and then an older revision would come back.
 */

export const mappings = {
  dynamic: 'strict',
  properties: {
    // Again, since engines do not sort by their own `_id`.
    id: { type: 'keyword' },
    revision: { type: 'long' },
    terms: { type: 'text', norms: false, analyzer: 'whitespace', index_prefixes: { min_chars: 1, max_chars: 4 } },
    whole: { type: 'keyword' },
    title: { type: 'keyword' },
    tags: { type: 'keyword' },
    // Only read.
    folded: { type: 'object', enabled: false },
  },
} as const

/** What was written is found after this time, without a search having to ask for it. */
export const served = { refresh_interval: '200ms' }
/** Nobody searches an index that is being filled, and each refresh would make it another small segment. */
export const beingFilled = { refresh_interval: '-1' }

/** What comes last in any case is told here alone; of the other pipeline each request says so (bulk.ts). */
export const settings = { auto_expand_replicas: '0-1', final_pipeline: '_none' }

/** What is sent for one id: the version decides, in the engine, whether it is taken. */
export interface Write {
  id: string
  version: number
  source: object
}

export function upsertOf({ id, revision, fields, tags = [] }: SearchDocument): Write {
  const folded = foldFields(fields)
  const source = {
    id,
    revision,
    terms: termsOfFields(folded).join(' '),
    whole: folded.map(whole),
    title: whole(folded[0] ?? ''),
    tags: tags.map((tag) => tag.toWellFormed()),
    folded: folded.join('\n'),
  }
  return { id, version: revision * 2, source }
}

/** One more than the document of the same revision, less than the next: a removal wins over its own revision. */
export const removalOf = ({ id, revision }: Revision): Write => ({
  id,
  version: revision * 2 + 1,
  source: { revision },
})
