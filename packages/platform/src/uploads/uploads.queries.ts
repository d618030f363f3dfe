import type { Tx } from '../database/index.ts'
import type { Reader, UploadTable, UploadTables } from './uploads.tables.ts'

export async function insertUpload(tx: Tx<UploadTables>, upload: UploadTable) {
  await tx.insertInto('upload').values(upload).execute()
}

export function findUpload(db: Reader, id: string) {
  return db.selectFrom('upload').selectAll().where('id', '=', id).executeTakeFirst()
}

/** Until the commit nobody else reserves room for this person. */
export async function lockUploader(tx: Tx<UploadTables>, userId: string) {
  await tx
    .insertInto('uploader')
    .values({ userId })
    .onConflict((conflict) => conflict.column('userId').doUpdateSet({ userId }))
    .execute()
}

/** What is on its way and nothing else yet, by the index upload_by_user; in bytes as announced. */
export async function sumUploads(db: Reader, userId: string) {
  const { count, bytes } = await db
    .selectFrom('upload')
    .select((row) => [row.fn.countAll<number>().as('count'), row.fn.sum<number | null>('bytes').as('bytes')])
    .where('userId', '=', userId)
    .where('claimed', '=', 0)
    .executeTakeFirstOrThrow()
  return { count: Number(count), bytes: Number(bytes ?? 0) }
}

/**
 * A person's uploads, oldest first: those that wait for their bytes or for what is to be made of them; with a
 * fingerprint those of that file, also where that is being made. By upload_by_user, or upload_by_fingerprint.
 */
export function listUploads(
  db: Reader,
  { userId, fingerprint, now, after, limit }: ListedUploads & { userId: string; now: number },
) {
  const own = db
    .selectFrom('upload')
    .selectAll()
    .where('userId', '=', userId)
    .$if(after !== undefined, (query) => query.where('id', '>', after!))
  const wanted =
    fingerprint === undefined
      ? own.where('claimed', '=', 0).where('expiresAt', '>', now)
      : own
          .where('fingerprint', '=', fingerprint)
          .where((row) => row.or([row('claimed', '=', 1), row('expiresAt', '>', now)]))
  return wanted.orderBy('id').limit(limit).execute()
}

export interface ListedUploads {
  fingerprint?: string | undefined
  /** The last id of the page before. */
  after?: string | undefined
  limit: number
}

export async function setContentHash(db: Reader, id: string, contentHash: string) {
  await db.updateTable('upload').set({ contentHash }).where('id', '=', id).execute()
}

/** @returns whether it was there to claim; one that has expired may be going away this moment */
export async function claimUpload(tx: Tx<UploadTables>, id: string, now: number) {
  const result = await tx
    .updateTable('upload')
    .set({ claimed: 1 })
    .where('id', '=', id)
    .where((row) => row.or([row('claimed', '=', 1), row('expiresAt', '>', now)]))
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

/** @returns whether it may go: what was claimed stays */
export async function expireUpload(db: Reader, id: string, now: number) {
  const result = await db
    .updateTable('upload')
    .set({ expiresAt: now })
    .where('id', '=', id)
    .where('claimed', '=', 0)
    .executeTakeFirst()
  return result.numUpdatedRows > 0n
}

export async function deleteUpload(db: Reader, id: string) {
  await db.deleteFrom('upload').where('id', '=', id).execute()
}

/** By the index upload_by_expiry, which leaves out what is claimed. */
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

/** What is on its way ends now, but for what is claimed. */
export async function expireUploadsOf(db: Reader, userId: string, now: number) {
  await db.updateTable('upload').set({ expiresAt: now }).where('userId', '=', userId).where('claimed', '=', 0).execute()
  await db.deleteFrom('uploader').where('userId', '=', userId).execute()
}
