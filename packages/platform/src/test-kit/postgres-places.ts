import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { afterAll } from 'vitest'
import { openDatabase, type Migration } from '../database/index.ts'

/** A schema in which migrations have run, for one test after the other. */
export interface Place {
  url: string
  schema: string
  /** Makes it as it was when the migrations had run; everyone else has closed it. */
  leave: () => Promise<void>
}

interface Server {
  client: pg.Client
  schemas: string[]
  free: Map<Migration[], Place[]>
}

let opening: Promise<Server> | undefined

afterAll(async () => {
  if (!opening) return
  const { client, schemas } = await opening
  opening = undefined
  for (const schema of schemas) await client.query(`drop schema ${schema} cascade`)
  await client.end()
})

/** To make the tables of a service takes PostgreSQL ten times as long as to empty them. */
export async function takePlace(url: string, migrations: Migration[]): Promise<Place> {
  const { client, schemas, free } = await (opening ??= openServer(url))
  const idle = free.getOrInsertComputed(migrations, () => [])
  const known = idle.pop()
  if (known) return known
  const schema = `test_${randomUUID().replaceAll('-', '')}`
  const { close } = await openDatabase({ url, schema, migrations })
  await close()
  schemas.push(schema)
  const reset = await prepareReset(client, schema)
  const place: Place = {
    url,
    schema,
    async leave() {
      await client.query(reset)
      idle.push(place)
    },
  }
  return place
}

async function openServer(url: string): Promise<Server> {
  const client = new pg.Client(url)
  await client.connect()
  // Rows go in any order, whatever refers to them.
  await client.query('set session_replication_role = replica')
  return { client, schemas: [], free: new Map() }
}

/** @returns statements after which the tables hold what they hold now, and number as they do now */
async function prepareReset(client: pg.Client, schema: string) {
  const { rows: tables } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = $1`,
    [schema],
  )
  const { rows: sequences } = await client.query<{ reset: string }>(
    `select format('select setval(%L, %s, %L);', format('%I.%I', schemaname, sequencename),
       coalesce(last_value, start_value), last_value is not null) as reset
     from pg_sequences where schemaname = $1`,
    [schema],
  )
  const refill: string[] = []
  for (const [n, { name }] of tables.entries()) {
    const copy = `pg_temp.${schema}_${n}`
    const { rowCount } = await client.query(`create table ${copy} as table ${name}`)
    if (rowCount === 0) await client.query(`drop table ${copy}`)
    else refill.push(`insert into ${name} overriding system value table ${copy};`)
  }
  return [
    ...tables.map(({ name }) => `delete from ${name};`),
    ...refill,
    ...sequences.map((sequence) => sequence.reset),
  ].join('\n')
}
