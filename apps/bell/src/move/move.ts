import { systemClock } from '@bell/platform/clock'
import type { Database } from '@bell/platform/database'
import { conflict, type Logger } from '@bell/platform/http'
import { endReadOnly, isForGood } from '@bell/platform/leases'
import { openAdapters, type Adapters } from '../adapters.ts'
import { databaseUrlOf, type Config, type ProductName } from '../config.ts'
import { services } from '../services.ts'
import { bringTables, type Content } from './bring-tables.ts'
import { endMove, mayTake, moveBlobs } from './copy-blobs.ts'
import { describeTables, type TableShape } from './describe-tables.ts'
import { freeze } from './freeze.ts'
import { checkEmpty, isMovedInto, markMovedInto, notEmpty, unmarkMovedInto } from './place.ts'

type Say = (line: string) => void

/** With fewer rows that differ the last pass is as short as it can be: it reads all of them anyway. */
const fewRows = 1000

/** The tables of a service in one place or in both. */
export interface Service {
  name: ProductName
  shapes: TableShape[]
  // oxlint-disable-next-line typescript/no-explicit-any -- any service's
  old: Database<any>
}
interface Pair extends Service {
  // oxlint-disable-next-line typescript/no-explicit-any -- any service's
  young: Database<any>
}

export interface Moved {
  tables: (Content & { service: ProductName })[]
  blobs: { service: ProductName; count: number; bytes: number }[]
  /** How long nobody could change anything, in milliseconds. */
  readOnlyMs: number
}

/**
 * Brings everything from where one configuration keeps it to where another does, while servers use it, and compares
 * table by table and blob by blob. For the last pass everything is read-only, and the old place stays so: whoever
 * serves it could otherwise take what nobody brings any more. May be repeated after it was broken off. Nobody else may use the new place.
 *
 * @param o.isServed whether somebody may write meanwhile
 * @param o.lifeMs see `freeze`
 * @throws AppError move_target_not_empty, move_differs, move_elsewhere, move_interrupted, moved_away
 */
export async function move(
  from: Config,
  to: Config,
  o: { log: Logger; say: Say; isServed: boolean; check?: () => void; lifeMs?: number | undefined },
): Promise<Moved> {
  const { log, say } = o
  const [old, young] = [from, to].map((config) => openAdapters(config, { clock: systemClock, log })) as [
    Adapters,
    Adapters,
  ]
  const here: Service[] = []
  const both: Pair[] = []
  try {
    for (const [name] of services) here.push(await openService(old, name))
    if (movesTables(from, to)) for (const service of here) both.push(await openPair(young, service))
    const resumes = await isBegun(both)
    if (!resumes) await checkPlaces(both)
    const blobs = movesBlobs(from, to) ? await openBlobs(old, young, say, resumes) : []
    // After all has been looked at: who resumes does not look again.
    for (const { young } of both) await markMovedInto(young.db)
    for (const store of blobs) await store.bring()
    if (o.isServed) {
      await bringWhileServed(both, say)
      for (const store of blobs) await store.bring()
    }
    const frozen = await freeze(
      here.map(({ name, shapes, old: { db } }) => ({ service: name, db, tables: namesOf(shapes) })),
      o.lifeMs,
    )
    say('Nothing can be changed from now on, until all is compared')
    const moved: Moved = { tables: [], blobs: [], readOnlyMs: 0 }
    try {
      o.check?.()
      for (const pair of both) {
        const contents = await bringOnce(pair, true, say, () => frozen.check())
        moved.tables.push(...contents.map((content) => ({ service: pair.name, ...content })))
      }
      for (const { service, settle } of blobs) moved.blobs.push({ service, ...(await settle()) })
      frozen.check()
      // Whoever runs here still knows the old place only.
      if (both.length > 0 || o.isServed) await frozen.forGood()
      else await frozen.end()
    } catch (error) {
      await frozen.end()
      throw error
    }
    moved.readOnlyMs = frozen.lasted()
    for (const { end } of blobs) await end()
    // The first one's last: by it a move knows that it was begun.
    for (const {
      young: { db },
    } of both.toReversed())
      await unmarkMovedInto(db)
    return moved
  } finally {
    for (const { old: database } of here) await database.close()
    for (const { young: database } of both) await database.close()
    await old.close()
    await young.close()
  }
}

/** Makes a place that was moved away from one that can be written to again. */
export async function undoMove(config: Config, log: Logger) {
  const adapters = openAdapters(config, { clock: systemClock, log })
  try {
    for (const [name] of services) {
      const { shapes, old } = await openService(adapters, name)
      await endReadOnly(old.db, namesOf(shapes)).finally(old.close)
    }
  } finally {
    await adapters.close()
  }
}

export function movesTables(from: Config, to: Config) {
  return from.home !== to.home || services.some(([name]) => databaseUrlOf(from, name) !== databaseUrlOf(to, name))
}

function movesBlobs(from: Config, to: Config) {
  return from.blobsUrl !== to.blobsUrl || (from.blobsUrl === 'files' && from.home !== to.home)
}

const namesOf = (shapes: TableShape[]) => shapes.map(({ name }) => name)

/** @throws where a table is not in the list that says what moves */
export async function openService(adapters: Adapters, name: ProductName): Promise<Service> {
  const [, migrations, registry] = services.find(([known]) => known === name)!
  const old = await adapters.databaseOf(name, migrations)
  const shapes = await describeTables(old.db)
  const unknown = shapes.find((shape) => !Object.hasOwn(registry, shape.name))
  if (unknown) throw new Error(`The table ${unknown.name} of ${name} is not in its list of tables.`)
  const moving = shapes.filter((shape) => registry[shape.name as keyof typeof registry] === 'moves')
  return { name, shapes: moving, old }
}

async function openPair(adapters: Adapters, service: Service): Promise<Pair> {
  const [, migrations] = services.find(([known]) => known === service.name)!
  return { ...service, young: await adapters.databaseOf(service.name, migrations) }
}

/** Whether a move was broken off. */
async function isBegun(pairs: Pair[]) {
  for (const { young } of pairs) if (await isMovedInto(young.db)) return true
  return false
}

async function checkPlaces(pairs: Pair[]) {
  for (const { name, shapes, young, old } of pairs) {
    await checkEmpty(young.db, name, shapes)
    if (await isForGood(old.db))
      throw conflict('moved_away', 'All that is here has been moved to another place before.')
  }
}

async function openBlobs(old: Adapters, young: Adapters, say: Say, resumes: boolean) {
  const stores = []
  for (const [service] of services) {
    const [from, to] = [await old.blobsOf(service), await young.blobsOf(service)]
    if (!resumes && !(await mayTake(to))) throw notEmpty(`The storage of ${service}`)
    let count = 0
    let bytes = 0
    const blobs = moveBlobs(from, to, (size) => {
      bytes += size
      if (++count % 100 === 0) say(`${service}: ${count} blobs, ${bytes} bytes`)
    })
    stores.push({
      service,
      settle: () => blobs.settle(),
      end: () => endMove(to),
      async bring() {
        const found = await blobs.bring()
        say(`${service}: ${found.size} blobs, of which ${count} were brought and compared, ${bytes} bytes`)
      },
    })
  }
  return stores
}

/** Again and again, until little is left for the last pass, or no less than the time before. */
async function bringWhileServed(pairs: Pair[], say: Say) {
  for (let before = Infinity; ;) {
    let brought = 0
    for (const pair of pairs) {
      const contents = await bringOnce(pair, false, say)
      brought += contents.reduce((sum, content) => sum + content.brought, 0)
    }
    say(`${brought} rows were brought while all goes on`)
    if (brought < fewRows || brought >= before) return
    before = brought
  }
}

async function bringOnce({ name, shapes, old, young }: Pair, isLast: boolean, say: Say, check = () => {}) {
  const from = await old.snapshot()
  try {
    const contents = await bringTables(from.db, young.db, shapes, {
      isLast,
      progress(table, rows, total) {
        check()
        if (rows > 0 && rows % 50_000 === 0) say(`${name} ${table}: ${rows} of ${total} rows`)
      },
    })
    if (isLast) for (const { table, rows } of contents) say(`${name} ${table}: ${rows} rows, the same in both places`)
    return contents
  } finally {
    await from.close()
  }
}
