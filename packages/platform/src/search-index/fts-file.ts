import { DatabaseSync } from 'node:sqlite'
import { foldFields, indexedText, readQuery } from './match.ts'
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
      row INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, revision INTEGER NOT NULL, folded TEXT
    ) STRICT;
    -- Words come folded and cut: the tokenizer only has to split at spaces, which "ascii" does for every script.
    CREATE VIRTUAL TABLE "term${number}" USING fts5 (
      terms, content = '', contentless_delete = 1, tokenize = 'ascii', prefix = '1 2 3 4'
    );
  `)
}

function openIndex(database: DatabaseSync, number: number) {
  const find = database.prepare(`SELECT row, revision, folded IS NULL AS removed FROM "document${number}" WHERE id = ?`)
  const put = database.prepare(`
    INSERT INTO "document${number}" (id, revision, folded) VALUES (?, ?, ?)
    ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, folded = excluded.folded
    RETURNING row`)
  const putTerms = database.prepare(`INSERT OR REPLACE INTO "term${number}" (rowid, terms) VALUES (?, ?)`)
  const deleteTerms = database.prepare(`DELETE FROM "term${number}" WHERE rowid = ?`)
  // FTS5 writes rows of its own under numbers beyond 2^53, and `run` reports the last of them.
  putTerms.setReadBigInts(true)
  deleteTerms.setReadBigInts(true)
  const match = database.prepare(`
    SELECT document.row, document.id, document.folded
    FROM "term${number}" AS term JOIN "document${number}" AS document ON document.row = term.rowid
    WHERE term.terms MATCH ? LIMIT ?`)

  return {
    upsert({ id, revision, fields, tags = [] }: SearchDocument) {
      const known = find.get(id)
      if (known && (Number(known.revision) > revision || (Number(known.revision) === revision && known.removed))) return
      const folded = foldFields(fields)
      const { row } = put.get(id, revision, folded.join('\n'))!
      putTerms.run(row!, indexedText(folded, tags))
    },

    remove(id: string, revision: number) {
      const known = find.get(id)
      if (known && Number(known.revision) > revision) return
      put.get(id, revision, null)
      if (known && !known.removed) deleteTerms.run(known.row!)
    },

    search(text: string, limit: number, tags?: string[]): SearchHit[] {
      const query = readQuery(text, tags)
      if (!query) return []
      const wanted = Math.max(CANDIDATES, limit)
      const found = new Map<unknown, SearchHit>()
      for (const expression of query.expressions) {
        for (const { row, id, folded } of match.all(expression, wanted)) {
          if (found.size >= wanted) break
          if (!found.has(row)) found.set(row, { id: String(id), score: scoreOf(query, String(folded).split('\n')) })
        }
        if (found.size >= wanted) break
      }
      return [...found.values()].toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)).slice(0, limit)
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
