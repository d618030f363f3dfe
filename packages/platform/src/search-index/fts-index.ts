import type { DatabaseSync } from 'node:sqlite'
import { ftsExpressions, indexedText } from './fts-match.ts'
import { foldFields, readQuery, whole, type Query } from './match.ts'
import { scoreOf } from './rank.ts'
import type { Revision, SearchDocument, SearchHit } from './search-index.ts'

// A search reads at most so many documents, found by the most telling expression first; FTS5 stops there by itself.
const CANDIDATES = 200

export function createTables(database: DatabaseSync, number: number) {
  database.exec(`
    CREATE TABLE "document${number}" (
      row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, removed INTEGER NOT NULL,
      title TEXT NOT NULL, folded TEXT NOT NULL, tags TEXT NOT NULL
    ) STRICT;
    CREATE INDEX "document${number}ByTitle" ON "document${number}" (title);
    -- Words come folded and cut: the tokenizer only has to split at spaces, which "ascii" does for every script.
    CREATE VIRTUAL TABLE "term${number}" USING fts5 (
      terms, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3 4'
    );
  `)
}

export type FtsIndex = ReturnType<typeof openIndex>

export function openIndex(database: DatabaseSync, number: number) {
  const find = database.prepare(`SELECT row, revision, removed FROM "document${number}" WHERE id = ?`)
  const put = database.prepare(`
    INSERT INTO "document${number}" (id, revision, removed, title, folded, tags) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET
      revision = excluded.revision, removed = excluded.removed,
      title = excluded.title, folded = excluded.folded, tags = excluded.tags
    RETURNING row`)
  const putTerms = database.prepare(`INSERT OR REPLACE INTO "term${number}" (rowid, terms) VALUES (?, ?)`)
  const deleteTerms = database.prepare(`DELETE FROM "term${number}" WHERE rowid = ?`)
  // FTS5 deletes by writing rows of its own under numbers beyond 2^53, and `run` reports the last of them.
  deleteTerms.setReadBigInts(true)

  // Both stop at their limit, having ranked nothing: that is what keeps a search short in a large library.
  const match = database.prepare(`SELECT rowid AS row FROM "term${number}" WHERE terms MATCH ? LIMIT ?`)
  const titled = database.prepare(
    `SELECT row, tags FROM "document${number}" WHERE title >= ? AND title < ? ORDER BY title LIMIT ?`,
  )
  const read = database.prepare(
    `SELECT id, folded FROM "document${number}" WHERE row IN (SELECT value FROM json_each(?))`,
  )

  const listed = database.prepare(
    `SELECT id, revision FROM "document${number}" WHERE id > ? AND id <= ? AND removed = 0 ORDER BY id LIMIT ?`,
  )

  /** Rows of documents that answer and that have any of the tags, found by what tells most first. */
  function findCandidates(query: Query, tags: string[] | undefined, wanted: number) {
    const rows = new Set<unknown>()
    const isWanted = (document: Record<string, unknown>) =>
      !tags || (JSON.parse(String(document.tags)) as string[]).some((tag) => tags.includes(tag))
    const { exact, inFull, beginnings } = ftsExpressions(query, tags)
    const sources = [
      () => match.all(exact, wanted),
      () => titled.all(query.whole, `${query.whole}\u{10ffff}`, wanted).filter(isWanted),
      () => match.all(inFull, wanted),
      () => match.all(beginnings, wanted),
    ]
    for (const source of sources) {
      for (const { row } of source()) rows.add(row)
      if (rows.size >= wanted) break
    }
    return [...rows].slice(0, wanted)
  }

  // One row a document that is not removed, and short ones.
  const counted = database.prepare(`SELECT count(*) AS count FROM "term${number}_docsize"`)

  return {
    /** @returns whether it was taken */
    upsert({ id, revision, fields, tags = [] }: SearchDocument) {
      const known = find.get(id)
      if (known && (Number(known.revision) > revision || (Number(known.revision) === revision && known.removed))) {
        return false
      }
      const folded = foldFields(fields)
      const { row } = put.get(id, revision, 0, whole(folded[0] ?? ''), folded.join('\n'), JSON.stringify(tags))!
      putTerms.run(row!, indexedText(folded, tags))
      return true
    },

    remove(id: string, revision: number) {
      const known = find.get(id)
      if (known && Number(known.revision) > revision) return
      put.get(id, revision, 1, '', '', '[]')
      if (known && !known.removed) deleteTerms.run(known.row!)
    },

    search(text: string, limit: number, tags?: string[]): SearchHit[] {
      const query = readQuery(text)
      if (!query || tags?.length === 0) return []
      const rows = findCandidates(query, tags, Math.max(CANDIDATES, limit))
      return read
        .all(JSON.stringify(rows))
        .map(({ id, folded }) => ({ id: String(id), score: scoreOf(query, String(folded).split('\n')) }))
        .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(0, limit)
    },

    count: () => Number(counted.get()!.count),

    list({ after, until, limit }: { after: string; until?: string | undefined; limit: number }) {
      return listed.all(after, until ?? '\u{10ffff}', limit) as unknown as Revision[]
    },
  }
}
