import type { Db, Tx } from '@bell/platform/database'
import type { ImgDeps } from '../deps.ts'
import type { ImgTables } from '../tables.ts'
import { blobKeys } from './stored-blobs.ts'

/** Long after whoever was storing a picture has given up. */
export const unfinishedForMs = 60 * 60 * 1000
const batch = 100

/** Says that a picture's bytes may be in the store without its row: what a crash leaves there is found by this. */
export async function beginImage(db: Db<ImgTables>, id: string, begunAt: number) {
  await db.insertInto('unfinishedImage').values({ id, begunAt }).execute()
}

/** @returns false where it took so long that it was swept away meanwhile */
export async function finishImage(db: Db<ImgTables> | Tx<ImgTables>, id: string, begunAt: number) {
  const finished = db.deleteFrom('unfinishedImage').where('id', '=', id).where('begunAt', '=', begunAt)
  return (await finished.executeTakeFirst()).numDeletedRows > 0n
}

/** Deletes the bytes of pictures that were begun and never got a row; once `signal` is aborted, those of some at most. */
export async function sweepUnfinished({ db, blobs, clock }: ImgDeps, signal?: AbortSignal) {
  // Once it is 0 nobody can finish it any more, so its bytes are nobody's.
  const due = clock.now() - unfinishedForMs
  await db.updateTable('unfinishedImage').set({ begunAt: 0 }).where('begunAt', '<=', due).execute()
  while (!signal?.aborted) {
    const left = await db.selectFrom('unfinishedImage').select('id').where('begunAt', '=', 0).limit(batch).execute()
    if (left.length === 0) break
    for (const { id } of left) await blobs.delete(blobKeys.kept(id))
    const ids = left.map(({ id }) => id)
    await db.deleteFrom('unfinishedImage').where('id', 'in', ids).execute()
  }
}
