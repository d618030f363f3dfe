import { createHash } from 'node:crypto'
import { inTransaction, type Db } from '@bell/platform/database'
import { sql, type RawBuilder } from 'kysely'
import type { TableShape } from './describe-tables.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- any service's
type AnyDb = Db<any>
type Row = Record<string, unknown>

/** What a table holds: how many rows, and a SHA-256 over all of them in the order of their keys. */
export interface Content {
  rows: number
  sha256: string
}

const pageRows = 500

/**
 * Copies the rows of a table page by page, each page in a transaction.
 * @param progress hears after each page how many rows are there
 */
export async function copyTable(from: AnyDb, to: AnyDb, shape: TableShape, progress: (rows: number) => void) {
  return overPages(from, shape, async (page, rows) => {
    await inTransaction(to, (tx) => tx.insertInto(shape.name).values(page).execute())
    progress(rows)
  })
}

/** What a table holds, as `copyTable` counts it. */
export function readContent(db: AnyDb, shape: TableShape): Promise<Content> {
  return overPages(db, shape, async () => {})
}

async function overPages(
  db: AnyDb,
  { name, columns, key }: TableShape,
  each: (page: Row[], rows: number) => Promise<void>,
): Promise<Content> {
  const hash = createHash('sha256')
  const keys = tuple(key.map((column) => sql.ref(column)))
  let rows = 0
  let after: unknown[] | undefined
  for (;;) {
    const page: Row[] = await db
      .selectFrom(name)
      .select([...new Set([...columns, ...key])])
      .$if(after !== undefined, (query) =>
        query.where(sql<boolean>`${keys} > ${tuple(after!.map((value) => sql`${value}`))}`),
      )
      .$call((query) => key.reduce((ordered, column) => ordered.orderBy(column), query))
      .limit(pageRows)
      .execute()
    if (page.length === 0) return { rows, sha256: hash.digest('hex') }
    after = key.map((column) => page.at(-1)![column])
    const moved = page.map((row) => movedRow(name, columns, row))
    for (const row of moved) hash.update(`${JSON.stringify(columns.map((column) => plain(row[column])))}\n`)
    rows += page.length
    await each(moved, rows)
  }
}

/** The new bus has heard of nothing: what the old one published it publishes again, and consumers know what they had. */
function movedRow(table: string, columns: string[], row: Row): Row {
  const moved = Object.fromEntries(columns.map((column) => [column, row[column]]))
  return table === 'outbox' ? { ...moved, publishedAt: null } : moved
}

function tuple(parts: RawBuilder<unknown>[]) {
  return sql`(${sql.join(parts)})`
}

function plain(value: unknown) {
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value
}
