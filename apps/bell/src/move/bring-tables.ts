import { createHash } from 'node:crypto'
import { inTransaction, isUniqueViolation } from '@bell/platform/database'
import { conflict } from '@bell/platform/http'
import { sql, type RawBuilder } from 'kysely'
import type { TableShape } from './describe-tables.ts'
import { hasRows, type AnyDb } from './place.ts'

type Row = Record<string, unknown>

/** What a table holds: how many rows, and a SHA-256 over all of them in the order of their keys. */
export interface Content {
  table: string
  rows: number
  sha256: string
  /** Rows that were not the same in both places before. */
  brought: number
}

const rowsAtOnce = 500
const keysAtOnce = 5000

/**
 * Makes tables there hold what they hold here: what is gone goes, those that others refer to last; what is new or has
 * changed is brought, those that others refer to first. May be repeated, and is soon done where little differs.
 *
 * @param from of one moment
 * @param o.isLast reads what was brought once more, and brings tables whose rows the engine numbers itself, which
 * cannot be compared before
 * @param o.progress hears after each page how many rows of a table have been looked at, and how many there are
 * @throws AppError move_differs
 */
export async function bringTables(
  from: AnyDb,
  to: AnyDb,
  shapes: TableShape[],
  o: { isLast: boolean; progress: (table: string, rows: number, total: number) => void },
): Promise<Content[]> {
  try {
    return await bringAll(from, to, shapes, o)
  } catch (error) {
    // Two rows have exchanged what only one at a time may have: neither can be brought before the other.
    if (!isUniqueViolation(error)) throw error
    for (const { name } of shapes.toReversed()) await to.deleteFrom(name).execute()
    return bringAll(from, to, shapes, o)
  }
}

async function bringAll(from: AnyDb, to: AnyDb, shapes: TableShape[], o: Parameters<typeof bringTables>[3]) {
  for (const shape of shapes.toReversed()) if (!isNumbered(shape)) await dropGone(from, to, shape)
  const contents: Content[] = []
  for (const shape of shapes) {
    const { total } = await from
      .selectFrom(shape.name)
      .select(({ fn }) => fn.countAll<number>().as('total'))
      .executeTakeFirstOrThrow()
    const progress = (rows: number) => o.progress(shape.name, rows, total)
    if (!isNumbered(shape)) contents.push(await bringRows(from, to, shape, o.isLast, progress))
    else if (o.isLast) contents.push(await bringAnew(from, to, shape, progress))
  }
  return contents
}

const isNumbered = ({ key, columns }: TableShape) => !key.every((column) => columns.includes(column))

async function dropGone(from: AnyDb, to: AnyDb, { name, key }: TableShape) {
  for await (const { rows, after, last } of readPages(to, name, key, key, keysAtOnce)) {
    const here = new Set((await readRange(from, name, key, key, after, last)).map((row) => textOf(key, row)))
    const gone = rows.filter((row) => !here.has(textOf(key, row)))
    for (let n = 0; n < gone.length; n += rowsAtOnce) {
      const keys = gone.slice(n, n + rowsAtOnce).map((row) => tuple(key.map((column) => sql`${row[column]}`)))
      await to
        .deleteFrom(name)
        .where(sql<boolean>`${tuple(key.map((column) => sql.ref(column)))} in (${values(keys)})`)
        .execute()
    }
  }
}

async function bringRows(
  from: AnyDb,
  to: AnyDb,
  shape: TableShape,
  isLast: boolean,
  progress: (rows: number) => void,
): Promise<Content> {
  const { name, columns, key } = shape
  const hash = createHash('sha256')
  let seen = 0
  let brought = 0
  const isThere = await hasRows(to, name)
  for await (const { rows, after, last } of readPages(from, name, columns, key, rowsAtOnce)) {
    const there = isThere ? await readRange(to, name, columns, key, after, last) : []
    const known = new Map(there.map((row) => [textOf(key, row), row]))
    const changed = rows.filter((row) => !isSame(columns, row, known.get(textOf(key, row))))
    if (changed.length > 0) {
      await inTransaction(to, (tx) => upsert(tx, shape, changed))
      brought += changed.length
    }
    seen += rows.length
    if (isLast) {
      for (const row of rows) hash.update(`${textOf(columns, row)}\n`)
      const now = changed.length > 0 ? await readRange(to, name, columns, key, after, last) : there
      if (now.length !== rows.length || !rows.every((row, n) => isSame(columns, row, now[n]))) throw differs(name)
    }
    progress(seen)
  }
  return { table: name, rows: seen, sha256: hash.digest('hex'), brought }
}

/** For tables whose key the engine gives: what is the same row nobody can tell, only their order. */
async function bringAnew(
  from: AnyDb,
  to: AnyDb,
  { name, columns, key }: TableShape,
  progress: (rows: number) => void,
): Promise<Content> {
  await to.deleteFrom(name).execute()
  const [here, there] = [createHash('sha256'), createHash('sha256')]
  let brought = 0
  const all = [...columns, ...key]
  for await (const { rows } of readPages(from, name, all, key, rowsAtOnce)) {
    if (rows.length === 0) continue
    const moved = rows.map((row) => movedRow(name, columns, row))
    for (const row of moved) here.update(`${textOf(columns, row)}\n`)
    await inTransaction(to, (tx) => tx.insertInto(name).values(moved).execute())
    brought += rows.length
    progress(brought)
  }
  for await (const { rows } of readPages(to, name, all, key, rowsAtOnce)) {
    for (const row of rows) there.update(`${textOf(columns, row)}\n`)
  }
  const sha256 = here.digest('hex')
  if (there.digest('hex') !== sha256) throw differs(name)
  return { table: name, rows: brought, sha256, brought }
}

/** The new bus has heard of nothing: what the old one published it publishes again, and consumers know what they had. */
function movedRow(table: string, columns: string[], row: Row): Row {
  const moved = Object.fromEntries(columns.map((column) => [column, row[column]]))
  return table === 'outbox' ? { ...moved, publishedAt: null } : moved
}

async function upsert(tx: AnyDb, { name, columns, key }: TableShape, rows: Row[]) {
  const rest = columns.filter((column) => !key.includes(column))
  await tx
    .insertInto(name)
    .values(rows)
    .onConflict((conflict) =>
      rest.length === 0
        ? conflict.columns(key).doNothing()
        : conflict
            .columns(key)
            .doUpdateSet((row) => Object.fromEntries(rest.map((column) => [column, row.ref(`excluded.${column}`)]))),
    )
    .execute()
}

/** Each page with where it begins (after that key) and ends; the last one, which may be empty, is open at its end. */
async function* readPages(db: AnyDb, table: string, columns: string[], key: string[], limit: number) {
  for (let after: unknown[] | undefined; ;) {
    const rows: Row[] = await inRange(db, table, columns, key, after, undefined).limit(limit).execute()
    const last = rows.length < limit ? undefined : key.map((column) => rows.at(-1)![column])
    yield { rows, after, last }
    if (!last) return
    after = last
  }
}

function readRange(...range: Parameters<typeof inRange>): Promise<Row[]> {
  return inRange(...range).execute()
}

function inRange(
  db: AnyDb,
  table: string,
  columns: string[],
  key: string[],
  after: unknown[] | undefined,
  last: unknown[] | undefined,
) {
  const keys = tuple(key.map((column) => sql.ref(column)))
  const bound = (place: unknown[]) => tuple(place.map((value) => sql`${value}`))
  return db
    .selectFrom(table)
    .select(columns)
    .$if(after !== undefined, (query) => query.where(sql<boolean>`${keys} > ${bound(after!)}`))
    .$if(last !== undefined, (query) => query.where(sql<boolean>`${keys} <= ${bound(last!)}`))
    .$call((query) => key.reduce((ordered, column) => ordered.orderBy(column), query))
}

function tuple(parts: RawBuilder<unknown>[]) {
  return sql`(${sql.join(parts)})`
}

/** SQLite takes a list of rows in no other form. */
function values(tuples: RawBuilder<unknown>[]) {
  return sql`values ${sql.join(tuples)}`
}

function isSame(columns: string[], a: Row, b: Row | undefined) {
  return b !== undefined && columns.every((column) => a[column] === b[column] || isSameBytes(a[column], b[column]))
}

function isSameBytes(a: unknown, b: unknown) {
  return a instanceof Uint8Array && b instanceof Uint8Array && Buffer.compare(a, b) === 0
}

function textOf(columns: string[], row: Row) {
  return JSON.stringify(columns.map((column) => plain(row[column])))
}

function plain(value: unknown) {
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value
}

function differs(table: string) {
  return conflict('move_differs', `The table ${table} is not the same in both places.`)
}
