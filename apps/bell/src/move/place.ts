import type { BlobStore } from '@bell/platform/blobs'
import type { Db } from '@bell/platform/database'
import { conflict, type Logger } from '@bell/platform/http'
import { forGood, isForGood, type LeaseTables } from '@bell/platform/leases'
import { onceItAnswers } from '../engine-waiting.ts'
import { isHalfMoved } from './copy-blobs.ts'
import type { TableShape } from './describe-tables.ts'

// oxlint-disable-next-line typescript/no-explicit-any -- any service's
export type AnyDb = Db<any>

/** A lease without an end, which stands beside the tables that a move into them is not done with. */
const underWay = 'moving-in'

/** @throws AppError move_under_way, moved_away where the tables are not to be served */
export async function checkServable(db: Db<LeaseTables>) {
  if (await isMovedInto(db)) throw halfMoved()
  if (await isForGood(db)) {
    const detail =
      'All that was here has been moved to another place: start MusicBell there. "bell move --undo" makes this place usable again, without what was changed in the other since.'
    throw conflict('moved_away', detail)
  }
}

/**
 * Waits for a store that does not answer, however long that takes: it may have gone since it was opened.
 * @throws AppError move_under_way where the blobs are not all there
 */
export async function checkStore(blobs: BlobStore, log: Pick<Logger, 'warn'>) {
  const waiting = { what: 'the storage of files', log, inAllMs: Infinity }
  if (await onceItAnswers(waiting, () => isHalfMoved(blobs))) throw halfMoved()
}

function halfMoved() {
  const detail = 'A move into this place is not done: say the same "bell move" again, and start this when it is.'
  return conflict('move_under_way', detail)
}

export async function isMovedInto(db: Db<LeaseTables>) {
  const row = await db.selectFrom('lease').select('name').where('name', '=', underWay).executeTakeFirst()
  return row !== undefined
}

export async function markMovedInto(db: Db<LeaseTables>) {
  await db
    .insertInto('lease')
    .values({ name: underWay, token: 0, until: forGood, dueAt: 0 })
    .onConflict((lease) => lease.doNothing())
    .execute()
}

export async function unmarkMovedInto(db: Db<LeaseTables>) {
  await db.deleteFrom('lease').where('name', '=', underWay).execute()
}

/** @throws AppError move_target_not_empty */
export async function checkEmpty(db: AnyDb, service: string, shapes: TableShape[]) {
  for (const { name } of shapes) {
    if (await hasRows(db, name)) throw notEmpty(`The table ${name} of ${service}`)
  }
}

export async function hasRows(db: AnyDb, table: string) {
  return (
    (await db
      .selectFrom(table)
      .select((row) => row.lit(1).as('one'))
      .limit(1)
      .executeTakeFirst()) !== undefined
  )
}

export function notEmpty(what: string) {
  return conflict('move_target_not_empty', `${what} there is not empty: move into new, empty places.`)
}
