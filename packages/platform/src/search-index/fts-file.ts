import { DatabaseSync } from 'node:sqlite'
import { createTables, openIndex, type FtsIndex } from './fts-index.ts'
import type { Filled, Generations, Revision, SearchDocument, SearchHit } from './search-index.ts'

/**
 * All indices in one SQLite file, synchronously; it runs in a worker. Each is a pair of tables: the documents (and
 * what remains of removed ones), and an FTS5 table of terms without content of its own. What a rebuild makes, and what
 * it leaves, are indices too, under the names `nextOf` and `previousOf`.
 */
export function openFtsFile(file: string) {
  const database = new DatabaseSync(file)
  database.exec(`
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS searchIndex (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE) STRICT;
  `)
  const numberOf = database.prepare('SELECT number FROM searchIndex WHERE name = ?')
  const insert = database.prepare('INSERT INTO searchIndex (name) VALUES (?) RETURNING number')
  const rename = database.prepare('UPDATE searchIndex SET name = ? WHERE name = ?')
  const forget = database.prepare('DELETE FROM searchIndex WHERE name = ?')
  // `run` reports the connection's last row id, which FTS5 may have put beyond 2^53 (see fts-index.ts).
  for (const statement of [rename, forget]) statement.setReadBigInts(true)
  const opened = new Map<string, FtsIndex>()

  function findNumber(name: string) {
    const row = numberOf.get(name)
    return row && Number(row.number)
  }

  function findIndex(name: string) {
    const known = opened.get(name)
    if (known) return known
    const number = findNumber(name)
    if (number === undefined) return undefined
    const index = openIndex(database, number)
    opened.set(name, index)
    return index
  }

  function makeIndex(name: string) {
    createTables(database, Number(insert.get(name)!.number))
    return findIndex(name)!
  }

  const getIndex = (name: string) => findIndex(name) ?? makeIndex(name)
  /** The index, and the one that is to follow it. */
  const written = (name: string) => [getIndex(name), findIndex(nextOf(name)) ?? []].flat()

  function drop(number: number | undefined) {
    if (number !== undefined) database.exec(`DROP TABLE "document${number}"; DROP TABLE "term${number}"`)
  }

  function inTransaction<T>(work: () => T): T {
    database.exec('BEGIN IMMEDIATE')
    try {
      const result = work()
      database.exec('COMMIT')
      return result
    } catch (error) {
      // A full disk has SQLite undo it by itself.
      if (database.isTransaction) database.exec('ROLLBACK')
      // Some may have been opened that are not there any more.
      opened.clear()
      throw error
    }
  }

  return {
    upsert: (name: string, documents: SearchDocument[]) =>
      inTransaction(() => {
        for (const index of written(name)) for (const document of documents) index.upsert(document)
      }),

    remove: (name: string, documents: Revision[]) =>
      inTransaction(() => {
        for (const index of written(name)) for (const { id, revision } of documents) index.remove(id, revision)
      }),

    search: (name: string, { query, limit, tags }: { query: string; limit: number; tags?: string[] }): SearchHit[] =>
      findIndex(name)?.search(query, limit, tags) ?? [],

    count: (name: string) => findIndex(name)?.count() ?? 0,

    find(name: string): Generations {
      const text = (number: number | undefined) => number?.toString()
      return {
        live: text(findNumber(name)),
        next: text(findNumber(nextOf(name))),
        previous: text(findNumber(previousOf(name))),
      }
    },

    begin: (name: string) =>
      inTransaction(() => {
        // Kept until the new one has its number, which is then another.
        const former = findNumber(nextOf(name))
        rename.run(`${nextOf(name)}.former`, nextOf(name))
        opened.clear()
        makeIndex(nextOf(name))
        forget.run(`${nextOf(name)}.former`)
        drop(former)
      }),

    revive: (name: string) =>
      inTransaction(() => {
        if (findNumber(previousOf(name)) === undefined) return false
        drop(findNumber(nextOf(name)))
        forget.run(nextOf(name))
        rename.run(nextOf(name), previousOf(name))
        opened.clear()
        return true
      }),

    fill: (name: string, documents: SearchDocument[]): Filled =>
      inTransaction(() => {
        const index = findIndex(nextOf(name))!
        const skipped = documents.filter((document) => !index.upsert(document)).map(({ id }) => id)
        return { indexed: documents.length - skipped.length, skipped, failed: [] }
      }),

    drain: (name: string, documents: Revision[]) =>
      inTransaction(() => {
        const index = findIndex(nextOf(name))!
        for (const { id, revision } of documents) index.remove(id, revision)
      }),

    list: (name: string, of: 'live' | 'next', range: { after: string; until?: string | undefined; limit: number }) =>
      findIndex(of === 'live' ? name : nextOf(name))?.list(range) ?? [],

    finish: (names: string[]) =>
      inTransaction(() => {
        for (const name of names) {
          drop(findNumber(previousOf(name)))
          forget.run(previousOf(name))
          rename.run(previousOf(name), name)
          rename.run(name, nextOf(name))
        }
        opened.clear()
      }),

    close: () => database.close(),
  }
}

const nextOf = (name: string) => `${name}.next`
const previousOf = (name: string) => `${name}.previous`
