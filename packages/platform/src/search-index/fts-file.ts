import { DatabaseSync } from 'node:sqlite'
import { foldFields, indexedText, readQuery, whole, type Query } from './match.ts'
import { scoreOf } from './rank.ts'
import type { SearchDocument, SearchHit } from './search-index.ts'

// A search reads at most so many documents, found by the most telling expression first; FTS5 stops there by itself.
const CANDIDATES = 200

/**
 * The index in one SQLite file, synchronously; it runs in a worker. Each index is a pair of tables: the documents
 * (and what remains of removed ones), and an FTS5 table of terms without content of its own.
 */
export function openFtsFile(file: string) {
  const database = new DatabaseSync(file)
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS searchIndex (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  `)
  const opened = new Map<string, ReturnType<typeof openIndex>>()

  function findIndex(name: string) {
    const known = opened.get(name)
    if (known) return known
    const row = database.prepare('SELECT number FROM searchIndex WHERE name = ?').get(name)
    if (!row) return undefined
    const index = openIndex(database, Number(row.number))
    opened.set(name, index)
    return index
  }

  function makeIndex(name: string) {
    const { number } = database.prepare('INSERT INTO searchIndex (name) VALUES (?) RETURNING number').get(name)!
    createTables(database, Number(number))
    return findIndex(name)!
  }

  return {
    upsert: (name: string, documents: SearchDocument[]) =>
      inTransaction(database, () => {
        const index = findIndex(name) ?? makeIndex(name)
        for (const document of documents) index.upsert(document)
      }),

    remove: (name: string, documents: { id: string; revision: number }[]) =>
      inTransaction(database, () => {
        const index = findIndex(name) ?? makeIndex(name)
        for (const { id, revision } of documents) index.remove(id, revision)
      }),

    search: (name: string, { query, limit, tags }: { query: string; limit: number; tags?: string[] }): SearchHit[] =>
      findIndex(name)?.search(query, limit, tags) ?? [],

    clear: (name: string) =>
      inTransaction(database, () => {
        const row = database.prepare('DELETE FROM searchIndex WHERE name = ? RETURNING number').get(name)
        opened.delete(name)
        if (row) database.exec(`DROP TABLE "document${Number(row.number)}"; DROP TABLE "term${Number(row.number)}"`)
      }),

    close: () => database.close(),
  }
}

function createTables(database: DatabaseSync, number: number) {
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

function openIndex(database: DatabaseSync, number: number) {
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

  /** Rows of documents that answer and that have any of the tags, found by what tells most first. */
  function findCandidates(query: Query, tags: string[] | undefined, wanted: number) {
    const rows = new Set<unknown>()
    const isWanted = (document: Record<string, unknown>) =>
      !tags || (JSON.parse(String(document.tags)) as string[]).some((tag) => tags.includes(tag))
    const sources = [
      () => match.all(query.exact, wanted),
      () => titled.all(query.whole, `${query.whole}\u{10ffff}`, wanted).filter(isWanted),
      () => match.all(query.inFull, wanted),
      () => match.all(query.beginnings, wanted),
    ]
    for (const source of sources) {
      for (const { row } of source()) rows.add(row)
      if (rows.size >= wanted) break
    }
    return [...rows].slice(0, wanted)
  }

  return {
    upsert({ id, revision, fields, tags = [] }: SearchDocument) {
      const known = find.get(id)
      if (known && (Number(known.revision) > revision || (Number(known.revision) === revision && known.removed))) return
      const folded = foldFields(fields)
      const { row } = put.get(id, revision, 0, whole(folded[0] ?? ''), folded.join('\n'), JSON.stringify(tags))!
      putTerms.run(row!, indexedText(folded, tags))
    },

    remove(id: string, revision: number) {
      const known = find.get(id)
      if (known && Number(known.revision) > revision) return
      put.get(id, revision, 1, '', '', '[]')
      if (known && !known.removed) deleteTerms.run(known.row!)
    },

    search(text: string, limit: number, tags?: string[]): SearchHit[] {
      const query = readQuery(text, tags)
      if (!query) return []
      const rows = findCandidates(query, tags, Math.max(CANDIDATES, limit))
      return read
        .all(JSON.stringify(rows))
        .map(({ id, folded }) => ({ id: String(id), score: scoreOf(query, String(folded).split('\n')) }))
        .toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
        .slice(0, limit)
    },
  }
}

function inTransaction(database: DatabaseSync, work: () => void) {
  database.exec('BEGIN IMMEDIATE')
  try {
    work()
    database.exec('COMMIT')
  } catch (error) {
    database.exec('ROLLBACK')
    throw error
  }
}
