import { inTransaction } from '@bell/platform/database'
import type { ImgDeps } from '../deps.ts'
import { listPublic, renewPublicIds } from '../images/conceal.ts'
import { lockAlbum } from './albums.queries.ts'

/** Pictures that get another public id in one transaction. */
const step = 200

/**
 * Gives the pictures of an album that is public no more other public ids, some at a time, but for those that are public
 * elsewhere. Their old addresses are dead already, by what the album says; after this they stay so when it says
 * otherwise. Does nothing where nothing is to be done.
 */
export async function concealAlbum({ db }: ImgDeps, albumId: string) {
  const open = await db.selectFrom('album').select('concealedTo').where('id', '=', albumId).executeTakeFirst()
  if (!open || open.concealedTo === null) return
  for (;;) {
    const done = await inTransaction(db, async (tx) => {
      const album = await lockAlbum(tx, albumId)
      if (!album || album.concealedTo === null) return true
      const held = await tx
        .selectFrom('albumImage')
        .select('imageId')
        .where('albumId', '=', albumId)
        .where('imageId', '>', album.concealedTo)
        .orderBy('imageId')
        .limit(step)
        .execute()
      const ids = held.map(({ imageId }) => imageId)
      // Also those that are deleted: they may come back.
      const elsewhere = new Set(await listPublic(tx, ids))
      await renewPublicIds(
        tx,
        ids.filter((id) => !elsewhere.has(id)),
      )
      const last = ids.length < step
      await tx
        .updateTable('album')
        .set({ concealedTo: last ? null : ids.at(-1)! })
        .where('id', '=', albumId)
        .execute()
      return last
    })
    if (done) return
  }
}

/** Ends what a crash left. By the index album_concealing. */
export async function sweepConcealing(deps: ImgDeps) {
  const open = await deps.db.selectFrom('album').select('id').where('concealedTo', 'is not', null).limit(100).execute()
  for (const { id } of open) await concealAlbum(deps, id)
}
