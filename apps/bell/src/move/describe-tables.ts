import { isSqlite, type Db } from '@bell/platform/database'
import { sql } from 'kysely'

export interface TableShape {
  name: string
  /** But for those that the engine numbers itself, in the order of their names. */
  columns: string[]
  /** What its rows are ordered by: the columns of its primary key. */
  key: string[]
  /** Tables that its rows refer to. */
  refersTo: string[]
}

interface Row {
  table: string
  column: string
  /** Its place in the primary key, from 1; 0 where it is none of it. */
  place: number
  numbered: number
}

/** What a database of a service is made of, but for the record of its migrations; each table after those it refers to. */
// oxlint-disable-next-line typescript/no-explicit-any -- any service's
export async function describeTables(db: Db<any>): Promise<TableShape[]> {
  const [columns, references] = isSqlite(db) ? await ofSqlite(db) : await ofPostgres(db)
  const shapes = [...Map.groupBy(columns, ({ table }) => table)]
    .filter(([name]) => name !== 'migration')
    .map(([name, rows]): TableShape => ({
      name,
      columns: rows
        .filter(({ numbered }) => !numbered)
        .map(({ column }) => column)
        .toSorted(),
      key: rows
        .filter(({ place }) => place > 0)
        .toSorted((a, b) => a.place - b.place)
        .map(({ column }) => column),
      refersTo: references.filter(({ from, to }) => from === name && to !== name).map(({ to }) => to),
    }))
  const keyless = shapes.find(({ key }) => key.length === 0)
  if (keyless) throw new Error(`The table ${keyless.name} has no primary key to move it by.`)
  return inOrder(shapes)
}

function inOrder(shapes: TableShape[]) {
  const placed = new Map<string, TableShape>()
  while (placed.size < shapes.length) {
    const next = shapes.filter(
      ({ name, refersTo }) => !placed.has(name) && refersTo.every((other) => placed.has(other)),
    )
    if (next.length === 0) throw new Error('Tables refer to each other in a circle.')
    for (const shape of next) placed.set(shape.name, shape)
  }
  return [...placed.values()]
}

// oxlint-disable-next-line typescript/no-explicit-any -- any service's
async function ofSqlite(db: Db<any>) {
  const tables = sql`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'`
  const columns = await sql<Row>`
    select t.name as "table", c.name as "column", c.pk as place,
      (t.name = 'outbox' and c.name = 'position') as numbered
    from (${tables}) t join pragma_table_info(t.name) c`.execute(db)
  const references = await sql<{ from: string; to: string }>`
    select t.name as "from", f."table" as "to" from (${tables}) t join pragma_foreign_key_list(t.name) f`.execute(db)
  return [columns.rows, references.rows] as const
}

// oxlint-disable-next-line typescript/no-explicit-any -- any service's
async function ofPostgres(db: Db<any>) {
  const columns = await sql<Row>`
    select c.relname as "table", a.attname as "column", (a.attidentity <> '')::int as numbered,
      coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1 as place
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relkind = 'r' and c.relnamespace = current_schema()::regnamespace`.execute(db)
  const references = await sql<{ from: string; to: string }>`
    select conrelid::regclass::text as "from", confrelid::regclass::text as "to"
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(db)
  const plain = (name: string) => name.replaceAll('"', '')
  return [columns.rows, references.rows.map(({ from, to }) => ({ from: plain(from), to: plain(to) }))] as const
}
