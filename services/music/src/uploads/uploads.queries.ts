import type { Db, Tx } from '@bell/platform/database'
import type { MusicTables, UploadTable } from '../tables.ts'

type Reader = Db<MusicTables> | Tx<MusicTables>

export async function insertUpload(db: Reader, upload: UploadTable) {
  await db.insertInto('upload').values(upload).execute()
}

export function findUpload(db: Reader, id: string) {
  return db.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst()
}

/** By the index upload_by_user. */
export async function countUploads(db: Reader, userId: string) {
  const { count } = await db
    .selectFrom('upload')
    .select((row) => row.fn.countAll<number>().as('count'))
    .where('userId', '=', userId)
    .executeTakeFirstOrThrow()
  return Number(count)
}

export async function setContentHash(db: Reader, id: string, contentHash: string) {
  await db.updateTable('upload').set({ contentHash }).where('id', '=', id).execute()
}

/** @returns whether it was there to claim */
export async function claimUpload(tx: Tx<MusicTables>, id: string) {
  const result = await tx.updateTable('upload').set({ claimed: 1 }).where('id', '=', id).executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function deleteUpload(db: Reader, id: string) {
  await db.deleteFrom('upload').where('id', '=', id).execute()
}

/** By the index upload_by_expiry, which leaves out what has become a track. */
export function listExpired(db: Reader, now: number, limit: number) {
  return db
    .selectFrom('upload')
    .select(['id', 'blobKey'])
    .where('claimed', '=', (literal) => literal.lit(0))
    .where('expiresAt', '<=', now)
    .orderBy('expiresAt')
    .limit(limit)
    .execute()
}
