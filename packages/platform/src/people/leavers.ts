import type { Db, Tx } from '../database/index.ts'

/** People whose accounts are deleted and may still come back: meanwhile nobody sees what is theirs. */
export interface LeaverTables {
  leaver: { userId: string }
}

type Writer = Db<LeaverTables> | Tx<LeaverTables>

export async function insertLeaver(db: Writer, userId: string) {
  await db
    .insertInto('leaver')
    .values({ userId })
    .onConflict((conflict) => conflict.column('userId').doNothing())
    .execute()
}

export async function deleteLeaver(db: Writer, userId: string) {
  await db.deleteFrom('leaver').where('userId', '=', userId).execute()
}
