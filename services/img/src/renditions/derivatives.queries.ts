import type { Db, Tx } from '@bell/platform/database'
import type { DerivativeTable, ImgTables } from '../tables.ts'

type Reader = Db<ImgTables> | Tx<ImgTables>
type Key = Pick<DerivativeTable, 'imageId' | 'blobKey'>

export async function insertDerivative(db: Reader, derivative: DerivativeTable) {
  const { bytes, usedAt } = derivative
  await db
    .insertInto('derivative')
    .values(derivative)
    .onConflict((conflict) => conflict.columns(['imageId', 'blobKey']).doUpdateSet({ bytes, usedAt }))
    .execute()
}

export function listDerivatives(db: Reader, imageId: string) {
  return db.selectFrom('derivative').select('blobKey').where('imageId', '=', imageId).execute()
}

export async function deleteDerivative(db: Reader, { imageId, blobKey }: Key) {
  await db.deleteFrom('derivative').where('imageId', '=', imageId).where('blobKey', '=', blobKey).execute()
}

/** All of them together, in bytes. */
export async function sumDerivatives(db: Reader) {
  const { bytes } = await db
    .selectFrom('derivative')
    .select((row) => row.fn.sum<number | null>('bytes').as('bytes'))
    .executeTakeFirstOrThrow()
  return Number(bytes ?? 0)
}

/** Those not asked for the longest, by the index derivative_by_use. */
export function listOldest(db: Reader, limit: number) {
  return db
    .selectFrom('derivative')
    .selectAll()
    .orderBy('usedAt')
    .orderBy('imageId')
    .orderBy('blobKey')
    .limit(limit)
    .execute()
}

/** They have been asked for (some hundreds at most). */
export async function touchDerivatives(
  db: Reader,
  blobKeys: readonly string[],
  imageIds: readonly string[],
  usedAt: number,
) {
  await db
    .updateTable('derivative')
    .set({ usedAt })
    .where('imageId', 'in', imageIds)
    .where('blobKey', 'in', blobKeys)
    .execute()
}
