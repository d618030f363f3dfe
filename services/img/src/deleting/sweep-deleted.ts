import { inTransaction } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import type { ImgDeps } from '../deps.ts'
import { albumDeleted } from '../events.ts'
import { dropImage } from '../images/images.ts'

/** Pictures or albums taken away between two looks. */
const batch = 50
/** Rows deleted by one statement: others write between two. */
const rowsAtOnce = 1000

/** Takes away for good what was deleted so long ago that its time is over, and what an earlier sweep left undone. */
export async function sweepDeleted(deps: ImgDeps) {
  for (;;) {
    const ids = await findDue(deps, 'image')
    if (ids.length === 0) break
    await inTransaction(deps.db, async (tx) => {
      for (const id of ids) await dropImage(tx, deps, id)
    })
  }
  await sweepAlbums(deps)
}

/** As sweepDeleted, of albums alone. */
export async function sweepAlbums(deps: ImgDeps) {
  for (;;) {
    const ids = await findDue(deps, 'album')
    if (ids.length === 0) break
    for (const id of ids) await purgeAlbum(deps, id)
  }
}

async function purgeAlbum({ db, clock }: ImgDeps, albumId: string) {
  for (;;) {
    const { numDeletedRows } = await db
      .deleteFrom('albumImage')
      .where('albumId', '=', albumId)
      .where('imageId', 'in', (held) =>
        held.selectFrom('albumImage').select('imageId').where('albumId', '=', albumId).limit(rowsAtOnce),
      )
      .executeTakeFirst()
    if (numDeletedRows < BigInt(rowsAtOnce)) break
  }
  await inTransaction(db, async (tx) => {
    const album = await tx
      .deleteFrom('album')
      .where('id', '=', albumId)
      .returning(['ownerId', 'revision'])
      .executeTakeFirst()
    if (!album) return
    const data = { albumId, ownerId: album.ownerId, revision: album.revision + 1 }
    await appendOutbox(tx, albumDeleted, { key: albumId, data, at: clock.now() })
  })
}

/** By the index image_deleted or album_deleted. */
async function findDue({ db, clock, deletedKeptMs }: ImgDeps, table: 'image' | 'album') {
  const due = db
    .selectFrom(table)
    .select('id')
    .where('deletedAt', '>', 0)
    .where('deletedAt', '<=', clock.now() - deletedKeptMs)
    .orderBy('deletedAt')
    .limit(batch)
  await db.updateTable(table).set({ deletedAt: 0 }).where('id', 'in', due).execute()
  const rows = await db.selectFrom(table).select('id').where('deletedAt', '=', 0).limit(batch).execute()
  return rows.map(({ id }) => id)
}
