import { systemClock } from '@bell/platform/clock'
import type { Db } from '@bell/platform/database'
import { conflict, type Logger } from '@bell/platform/http'
import { sql } from 'kysely'
import { openAdapters, type Adapters } from '../adapters.ts'
import type { Config, ProductName } from '../config.ts'
import { services } from '../services.ts'
import { bringBlobs, endMove, mayTake, settleBlobs } from './copy-blobs.ts'
import { copyTable, readContent } from './copy-table.ts'
import { describeTables, type TableShape } from './describe-tables.ts'

/** A table beside the others while a move into them is not done; its rows name the tables that are. */
const marker = 'moveUnderWay'
// oxlint-disable-next-line typescript/no-explicit-any -- any service's
type AnyDb = Db<any>
type Say = (line: string) => void

export interface Moved {
  tables: { service: ProductName; table: string; rows: number; sha256: string }[]
  blobs: { service: ProductName; count: number; bytes: number }[]
}

/**
 * Brings everything from where one configuration keeps it to where another does, and compares table by table and blob by
 * blob. May be repeated after it was broken off. Nobody else may write in either place, but for `onlyBlobs`.
 *
 * @throws AppError move_target_not_empty, move_differs
 */
export async function move(from: Config, to: Config, o: { log: Logger; say: Say; onlyBlobs: boolean }): Promise<Moved> {
  const { log, say } = o
  const moved: Moved = { tables: [], blobs: [] }
  const movesTables = !o.onlyBlobs && (from.databaseUrl !== to.databaseUrl || from.home !== to.home)
  const movesBlobs = from.blobsUrl !== to.blobsUrl || (from.blobsUrl === 'files' && from.home !== to.home)
  const [old, young] = [from, to].map((config) => openAdapters(config, { clock: systemClock, log })) as [
    Adapters,
    Adapters,
  ]
  try {
    if (movesBlobs) await moveBlobs(old, young, moved, say, !o.onlyBlobs)
    if (movesTables) await moveTables(old, young, moved, say)
    if (movesBlobs && !o.onlyBlobs) for (const [name] of services) await endMove(await young.blobsOf(name))
    return moved
  } finally {
    await old.close()
    await young.close()
  }
}

async function moveBlobs(old: Adapters, young: Adapters, moved: Moved, say: Say, settles: boolean) {
  for (const [service] of services) {
    const [from, to] = [await old.blobsOf(service), await young.blobsOf(service)]
    if (!(await mayTake(to))) throw notEmpty(`The storage of ${service}`)
    let count = 0
    let bytes = 0
    await bringBlobs(from, to, (size) => {
      bytes += size
      if (++count % 100 === 0) say(`${service}: ${count} blobs, ${bytes} bytes`)
    })
    say(`${service}: ${count} blobs, ${bytes} bytes brought`)
    if (settles) moved.blobs.push({ service, ...(await settleBlobs(from, to)) })
  }
}

async function moveTables(old: Adapters, young: Adapters, moved: Moved, say: Say) {
  let resumes = false
  for (const service of services) resumes = await moveService(old, young, service, resumes, moved, say)
  // The first one's last: by it a move knows that it was begun.
  for (const [name, migrations] of services.toReversed()) {
    const { db, close } = await young.databaseOf(name, migrations)
    await sql`drop table ${sql.id(marker)}`.execute(db).finally(close)
  }
}

/** @returns whether this goes on where a move was broken off */
async function moveService(
  old: Adapters,
  young: Adapters,
  [service, migrations, registry]: (typeof services)[number],
  resumed: boolean,
  moved: Moved,
  say: Say,
) {
  const from = await old.databaseOf(service, migrations)
  const to = await young.databaseOf(service, migrations)
  try {
    const shapes = await describeTables(from.db)
    const unknown = shapes.find(({ name }) => !Object.hasOwn(registry, name))
    if (unknown) throw new Error(`The table ${unknown.name} of ${service} is not in its list of tables.`)
    const moving = shapes.filter(({ name }) => registry[name as keyof typeof registry] === 'moves')
    const { done, resumes } = await begin(to.db, service, moving, resumed)
    for (const shape of moving.toReversed()) {
      if (!done.has(shape.name)) await to.db.deleteFrom(shape.name as never).execute()
    }
    for (const shape of moving) {
      const content = await moveTable(from.db, to.db, service, shape, done, say)
      moved.tables.push({ service, table: shape.name, ...content })
    }
    return resumes
  } finally {
    await from.close()
    await to.close()
  }
}

/** @returns the tables that a move had done which was broken off */
async function begin(db: AnyDb, service: string, shapes: TableShape[], resumes: boolean) {
  const there = await describeTables(db)
  if (there.some(({ name }) => name === marker)) {
    const rows = await db.selectFrom(marker).select('name').execute()
    return { done: new Set(rows.map(({ name }) => String(name))), resumes: true }
  }
  // Others may have rows that their migration made.
  const filled = await findFilled(db, shapes)
  if (filled && !resumes) throw notEmpty(`The table ${filled} of ${service}`)
  await db.schema
    .createTable(marker)
    .addColumn('name', 'text', (column) => column.primaryKey())
    .execute()
  // Broken off when all was done, and this was no longer marked.
  const done = filled ? shapes.map(({ name }) => ({ name })) : []
  if (done.length > 0) await db.insertInto(marker).values(done).execute()
  return { done: new Set(done.map(({ name }) => name)), resumes }
}

async function findFilled(db: AnyDb, shapes: TableShape[]) {
  for (const { name } of shapes) {
    if (await db.selectFrom(name).select(sql.lit(1).as('one')).limit(1).executeTakeFirst()) return name
  }
  return undefined
}

async function moveTable(from: AnyDb, to: AnyDb, service: string, shape: TableShape, done: Set<string>, say: Say) {
  const { name } = shape
  const told = (rows: number) => rows % 50_000 === 0 && say(`${service} ${name}: ${rows} rows`)
  const before = done.has(name) ? await readContent(from, shape) : await copyTable(from, to, shape, told)
  const after = await readContent(to, shape)
  if (before.rows !== after.rows || before.sha256 !== after.sha256) {
    throw conflict(
      'move_differs',
      `${name} of ${service} has ${before.rows} rows here and ${after.rows} there, or others.`,
    )
  }
  if (!done.has(name)) await to.insertInto(marker).values({ name }).execute()
  say(`${service} ${name}: ${after.rows} rows, the same in both places`)
  return after
}

function notEmpty(what: string) {
  return conflict('move_target_not_empty', `${what} there is not empty: move into new, empty places.`)
}
