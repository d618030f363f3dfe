import type { Db } from '@bell/platform/database'
import { sql } from 'kysely'

const rowsPerTable = 20_000

interface Column {
  table: string
  name: string
  type: string
  nullable: boolean
  generated: boolean
  /** Alone unique in the table; the last of several that are unique together; part of an index. */
  unique: boolean
  lastOfUnique: boolean
  indexed: boolean
}

/**
 * Fills every table of the schema with rows whose values are spread as in life: keys are unique, what others refer to comes
 * some times, what may be missing mostly is. References and checks are taken away first: only the plans are looked at.
 */
export async function fillTables(db: Db<unknown>, except: ReadonlySet<string>) {
  const { rows: constraints } = await sql<{ table: string; name: string }>`
    select relname as "table", conname as name from pg_constraint join pg_class on pg_class.oid = conrelid
    where connamespace = current_schema()::regnamespace and contype in ('f', 'c')`.execute(db)
  for (const { table, name } of constraints)
    await sql`alter table ${sql.table(table)} drop constraint ${sql.id(name)}`.execute(db)

  const { rows: columns } = await sql<Column>`
    with part as (
      select indrelid, indisunique, indnkeyatts, place, attnum
      from pg_index cross join lateral unnest(indkey::int2[]) with ordinality as key(attnum, place)
    )
    select relname as "table", attname as name, format_type(atttypid, null) as type, not attnotnull as nullable,
      attidentity <> '' as generated,
      exists (select from part where indrelid = attrelid and part.attnum = a.attnum and indisunique and indnkeyatts = 1) as unique,
      exists (select from part where indrelid = attrelid and part.attnum = a.attnum and indisunique and place = indnkeyatts) as "lastOfUnique",
      exists (select from part where indrelid = attrelid and part.attnum = a.attnum) as indexed
    from pg_attribute a join pg_class on pg_class.oid = attrelid
    where relnamespace = current_schema()::regnamespace and relkind = 'r' and a.attnum > 0 and not attisdropped
    order by relname, a.attnum`.execute(db)
  for (const [table, all] of Map.groupBy(columns, (column) => column.table)) {
    if (except.has(table)) continue
    const filled = all.filter((column) => !column.generated)
    await sql`insert into ${sql.table(table)} (${sql.join(filled.map(({ name }) => sql.id(name)))})
      select ${sql.join(filled.map(valueOf))} from generate_series(1, ${sql.lit(rowsPerTable)}) as n`.execute(db)
  }
  await sql`analyze`.execute(db)
}

function valueOf(column: Column) {
  const { type, unique, lastOfUnique, nullable, indexed } = column
  const number =
    unique || lastOfUnique ? sql`n` : /At$|^at$|^until$|position/i.test(column.name) ? sql`n` : sql`n % 500`
  // Long enough for a row to take the room that it does in life.
  const text = indexed ? sql`'row ' || ${number}` : sql`repeat('x', 100)`
  const value = type === 'text' ? text : type === 'bytea' ? sql`''::bytea` : number
  if (!nullable || unique) return value
  // What waits is soon done, what another row is named by is mostly there, and little else is.
  const there =
    column.name === 'publishedAt' ? sql`n % 500 <> 0` : column.name.endsWith('Id') ? sql`n % 5 <> 0` : sql`n % 20 = 0`
  return sql`case when ${there} then ${value} end`
}
