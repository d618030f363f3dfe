import type { Db, Tx } from '@bell/platform/database'
import { sql, type SqlBool } from 'kysely'
import type { MusicTables } from '../tables.ts'
import { lockTracksWhere } from '../deleting/deleting.queries.ts'

type Reader = Db<MusicTables> | Tx<MusicTables>

/** Locked until the commit, so that nothing is hidden of a person who has come back meanwhile. @returns whether it is one */
export async function lockLeaver(tx: Tx<MusicTables>, userId: string) {
  const result = await tx.updateTable('leaver').set({ userId }).where('userId', '=', userId).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** By id, from after this one. */
export async function listLeavers(db: Reader, after: string, limit: number) {
  const rows = await db
    .selectFrom('leaver')
    .select('userId')
    .where('userId', '>', after)
    .orderBy('userId')
    .limit(limit)
    .execute()
  return rows.map(({ userId }) => userId)
}

/** Of artists: credited on no track that somebody else has added. By the index credit_by_artist. */
export function ofNobodyElse(userId: string) {
  return sql<SqlBool>`not exists (select 1 from credit where ${sql.ref('credit.artistId')} = ${sql.ref('artist.id')}
    and ${sql.ref('credit.uploaderId')} <> ${userId})`
}

/** What a person has added and not deleted, locked; by the index track_by_uploader. */
export function lockTracksOf(tx: Tx<MusicTables>, userId: string, limit: number) {
  return lockTracksWhere(
    tx,
    sql<SqlBool>`id in (select id from track where ${sql.ref('uploaderId')} = ${userId}
      and ${sql.ref('deletedAt')} is null limit ${sql.lit(limit)})`,
  )
}

/** What others could hear and the heir has not, locked; one person's same bytes make one track. */
export function lockTracksToGive(tx: Tx<MusicTables>, userId: string, heirId: string, limit: number) {
  return lockTracksWhere(
    tx,
    sql<SqlBool>`id in (select id from track as given where ${sql.ref('uploaderId')} = ${userId} and audience > 0
      and not exists (select 1 from track as own where ${sql.ref('own.uploaderId')} = ${heirId}
        and ${sql.ref('own.contentHash')} = ${sql.ref('given.contentHash')})
      limit ${sql.lit(limit)})`,
  )
}

export async function giveArtists(db: Reader, userId: string, heirId: string) {
  await db
    .updateTable('artist')
    .set({ createdBy: heirId })
    .where('createdBy', '=', userId)
    .where('deletedAt', 'is', null)
    .execute()
}

/** By the index track_by_uploader; deleted ones too. */
export async function listTrackIdsOf(db: Reader, userId: string, limit: number) {
  const rows = await db
    .selectFrom('track')
    .select('id')
    .where('uploaderId', '=', userId)
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(({ id }) => id)
}

/** Artists whom a person has registered, locked; by the index artist_by_creator. */
export function lockArtistsOf(tx: Tx<MusicTables>, userId: string, limit: number) {
  return lockArtistsWhere(tx, sql<SqlBool>`${sql.ref('createdBy')} = ${userId}`, limit)
}

/** Those of them that are here and nobody else's, locked. */
export function lockOwnArtistsOf(tx: Tx<MusicTables>, userId: string, limit: number) {
  const here = sql<SqlBool>`${sql.ref('createdBy')} = ${userId} and ${sql.ref('deletedAt')} is null`
  return lockArtistsWhere(tx, sql<SqlBool>`${here} and ${ofNobodyElse(userId)}`, limit)
}

/** Artists that were deleted with something, locked; by the index artist_deleted_with. */
export function lockArtistsDeletedWith(tx: Tx<MusicTables>, deletedWith: string, limit: number) {
  const hidden = sql<SqlBool>`${sql.ref('deletedWith')} = ${deletedWith} and ${sql.ref('deletedAt')} > 0`
  return lockArtistsWhere(tx, hidden, limit)
}

function lockArtistsWhere(tx: Tx<MusicTables>, which: ReturnType<typeof sql<SqlBool>>, limit: number) {
  return tx
    .updateTable('artist')
    .set((row) => ({ revision: row.ref('revision') }))
    .where('id', 'in', (query) => query.selectFrom('artist').select('id').where(which).limit(limit))
    .returningAll()
    .execute()
}
