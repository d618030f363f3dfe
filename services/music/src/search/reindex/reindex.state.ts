import { inTransaction, type Db } from '@bell/platform/database'
import { conflict } from '@bell/platform/http'
import type { MusicTables } from '../../tables.ts'
import type { SearchSource } from '../documents.ts'

/** How far one index is. Counts are of rows up to `after`, which are done. */
export interface Part {
  index: SearchSource['index']
  /** The index that is being built, by the name that it will keep. */
  generation: string
  /** Rows when it began: some may come and go meanwhile. */
  total: number
  after: string
  read: number
  indexed: number
  /** Not to be found by anyone, or written meanwhile by somebody else. */
  skipped: number
  failed: number
  /** Rows that have been compared with the new index; from the beginning each time. */
  compared: number
}

/** What has been compared and found equal. */
export interface Compared {
  index: SearchSource['index']
  documents: number
  /** SHA-256 over `ID REVISION` of each document in the order of ids; the same of the database and of the index. */
  checksum: string
  /** What the index did not have as the database says, and then was given. */
  repaired: number
}

export interface ReindexState {
  undo: boolean
  parts: Part[]
  /** There when all that is left is to put the new indices in place. */
  compared?: Compared[]
}

const id = 'search'
/** A process that says nothing for so long has come to an end. */
const leaseMs = 10_000

/** @returns what another process, or an earlier start, has left. @throws reindex_running (409) */
export function claimReindex(db: Db<MusicTables>, owner: string, now: number): Promise<ReindexState | undefined> {
  return inTransaction(db, async (tx) => {
    const claim = { owner, leaseUntil: now + leaseMs }
    await tx
      .insertInto('reindex')
      .values({ id, state: '', owner: '', leaseUntil: 0 })
      .onConflict((conflicting) => conflicting.doNothing())
      .execute()
    const claimed = await tx
      .updateTable('reindex')
      .set(claim)
      .where('id', '=', id)
      .where('leaseUntil', '<=', now)
      .returning('state')
      .executeTakeFirst()
    if (claimed) return claimed.state === '' ? undefined : (JSON.parse(claimed.state) as ReindexState)
    throw conflict(
      'reindex_running',
      `Another process is at it, or was until a moment ago. If it has ended, try again in ${leaseMs / 1000} seconds.`,
    )
  })
}

/** @throws Error where another process has taken over */
export async function saveReindex(db: Db<MusicTables>, owner: string, state: ReindexState, now: number) {
  const { numUpdatedRows } = await db
    .updateTable('reindex')
    .set({ state: JSON.stringify(state), leaseUntil: now + leaseMs })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new Error('Another process has taken the reindexing over.')
}

/** Lets others go on from here. */
export async function leaveReindex(db: Db<MusicTables>, owner: string, state: ReindexState) {
  await db
    .updateTable('reindex')
    .set({ state: JSON.stringify(state), leaseUntil: 0 })
    .where('id', '=', id)
    .where('owner', '=', owner)
    .execute()
}

export async function endReindex(db: Db<MusicTables>, owner: string) {
  await db.deleteFrom('reindex').where('id', '=', id).where('owner', '=', owner).execute()
}
