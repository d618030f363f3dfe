/**
 * Finds documents by half words, in any script, whatever the case and the accents. It can always be rebuilt from the
 * database; until then it keeps what was acknowledged.
 */
export interface SearchIndex {
  /**
   * Adds documents or replaces them, unless it has seen a newer revision, or a removal of the same one. Makes the
   * index if there is none. What was acknowledged survives a crash.
   */
  upsert(index: string, documents: SearchDocument[]): Promise<void>
  /** Removes them unless a newer revision came; the removal is remembered, so that no older revision brings them back. */
  remove(index: string, documents: { id: string; revision: number }[]): Promise<void>
  /**
   * The best `limit` (1..200) documents that hold every word of the query, as a word or the beginning of one (in
   * Chinese, Japanese and Korean: anywhere). Any text is a query; one without a letter or digit finds nothing.
   * @returns ids, best first; scores compare only within one answer.
   */
  search(index: string, options: { query: string; limit: number; tags?: string[] }): Promise<SearchHit[]>
  /** Forgets all documents of an index, removals too. */
  clear(index: string): Promise<void>
  close(): Promise<void>
}

export interface SearchDocument {
  id: string
  /** Raised by whatever changes what the document shows. */
  revision: number
  /** Text by field, the most telling field first: its order is its weight. Each is read up to 10 000 characters. */
  fields: Record<string, string>
  /** For filters; a search that names tags finds documents that have any of them. */
  tags?: string[]
}

export interface SearchHit {
  id: string
  score: number
}
