/**
 * Finds documents by half words, in any script, whatever the case and the accents. It can always be rebuilt from the
 * database; until then it keeps what was acknowledged.
 */
export interface SearchIndex {
  /**
   * Adds documents or replaces them, unless it has seen a newer revision, or a removal of the same one. Makes the
   * index if there is none. What was acknowledged survives a crash.
   * @throws SearchUnavailable while the engine cannot be asked; some of the documents may have been taken
   */
  upsert(index: string, documents: SearchDocument[]): Promise<void>
  /** Removes them unless a newer revision came; the removal is remembered, so that no older revision brings them back. */
  remove(index: string, documents: Revision[]): Promise<void>
  /**
   * The best `limit` (1..200) documents that hold every word of the query, as a word or the beginning of one (in
   * Chinese, Japanese and Korean: anywhere). Any text is a query; one without a letter or digit finds nothing.
   * @returns ids, best first; scores compare only within one answer.
   * @throws SearchUnavailable
   */
  search(index: string, options: { query: string; limit: number; tags?: string[] }): Promise<SearchHit[]>
  /** How many documents it holds, removals apart, give or take what was written in the last moment. @throws SearchUnavailable */
  count(index: string): Promise<number>
  rebuild: IndexRebuild
  /** Whether the engine answers, with indices as this version makes them. @throws SearchUnavailable, SearchIndexUnfit */
  check(): Promise<void>
  close(): Promise<void>
}

/**
 * A second index beside the one that answers, filled anew while all goes on, then put in its place. Several processes
 * may write meanwhile; one rebuilds.
 */
export interface IndexRebuild {
  /** The three that an index may have, by names that no later one bears. */
  find(index: string): Promise<Generations>
  /** Makes an empty `next` in place of one that is there. From when it resolves, upserts and removals of all processes reach both. */
  begin(index: string): Promise<void>
  /** Makes `previous` the `next`, with what it held; it has missed what was written since. @returns false where there is none */
  revive(index: string): Promise<boolean>
  /** Adds documents to `next` alone, as upsert does. */
  fill(index: string, documents: SearchDocument[]): Promise<Filled>
  /** Removes documents from `next` alone, as remove does. */
  drain(index: string, documents: Revision[]): Promise<void>
  /** Makes what was acknowledged visible to `list` and `search`. */
  refresh(index: string): Promise<void>
  /** What it holds, removals apart, in the order of ids (by their bytes): at most `limit` (1..10 000) after `after`, up to `until`. */
  list(
    index: string,
    of: 'live' | 'next',
    range: { after: string; until?: string | undefined; limit: number },
  ): Promise<Revision[]>
  /** In one step `next` answers, and what answered before is `previous`; a former one goes. */
  finish(indexes: string[]): Promise<void>
}

export interface Generations {
  live: string | undefined
  next: string | undefined
  previous: string | undefined
}

export interface Filled {
  indexed: number
  /** Ids of those left alone, since a newer revision or a removal was there. */
  skipped: string[]
  failed: { id: string; reason: string }[]
}

export interface Revision {
  id: string
  revision: number
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

/** The engine cannot be asked now. Nothing that was acknowledged is lost; the same call may succeed later. */
export class SearchUnavailable extends Error {
  override readonly name: string = 'SearchUnavailable'
}

/** An index was made by another version, or by someone else: it is not asked or written to until it is made anew. */
export class SearchIndexUnfit extends SearchUnavailable {
  override readonly name = 'SearchIndexUnfit'
}
