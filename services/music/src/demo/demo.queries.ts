import type { Db, Tx } from '@bell/platform/database'
import { sql, type SqlBool } from 'kysely'
import type { DemoTable, MusicTables } from '../tables.ts'

type Reader = Db<MusicTables> | Tx<MusicTables>

// A partial index is used by SQLite only where the query says the same in literals.
const ofDemo = sql<SqlBool>`demo = 1`

export function findDemo(db: Reader) {
  return db.selectFrom('demo').selectAll().executeTakeFirst()
}

/** Its row, made where there is none; locked until the commit. */
export async function claimDemo(tx: Tx<MusicTables>, row: Omit<DemoTable, 'id'>) {
  await tx
    .insertInto('demo')
    .values({ id: 'demo', ...row })
    .onConflict((conflict) => conflict.column('id').doUpdateSet({ id: 'demo' }))
    .execute()
  return (await findDemo(tx))!
}

/** @param from only where that is how it stands: another process may have been told something else meanwhile */
export async function setDemoState(db: Reader, state: DemoTable['state'], from?: DemoTable['state']) {
  await db
    .updateTable('demo')
    .set({ state })
    .$if(from !== undefined, (update) => update.where('state', '=', from!))
    .execute()
}

export async function forgetDemo(db: Reader) {
  await db.deleteFrom('demo').execute()
}

/** How many of its artists and tracks are there, by the indexes artist_of_demo and track_of_demo. */
export async function countDemo(db: Reader) {
  const count = async (table: 'artist' | 'track') => {
    const counted = db.selectFrom(table).select((row) => row.fn.countAll<number>().as('count'))
    return Number((await counted.where(ofDemo).executeTakeFirstOrThrow()).count)
  }
  return (await count('artist')) + (await count('track'))
}

/** By the index track_of_demo. */
export function listDemoTracks(db: Reader, limit: number) {
  return db
    .selectFrom('track')
    .select(['id', 'uploadId', 'uploaderId', 'coverId'])
    .where(ofDemo)
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** By the index artist_of_demo. */
export function listDemoArtists(db: Reader, limit: number) {
  return db.selectFrom('artist').select(['id', 'name', 'photoId']).where(ofDemo).orderBy('id').limit(limit).execute()
}

export async function isCredited(tx: Tx<MusicTables>, artistId: string) {
  const credit = await tx
    .selectFrom('credit')
    .select('trackId')
    .where('artistId', '=', artistId)
    .limit(1)
    .executeTakeFirst()
  return credit !== undefined
}
