import { randomUUID } from 'node:crypto'
import { inTransaction, type Tx } from '@bell/platform/database'
import type { ImgDeps } from '../deps.ts'
import type { ImgTables } from '../tables.ts'
import { selectImages } from './images.queries.ts'

/**
 * Does something by which pictures (some hundreds at most, locked) may be shown to everyone: those that were not before
 * get another public id, so that an address of an earlier time stays dead.
 */
export async function publishing(tx: Tx<ImgTables>, imageIds: readonly string[], change: () => Promise<void>) {
  const before = new Set(await listPublic(tx, imageIds))
  await change()
  const after = await listPublic(tx, imageIds)
  await renewPublicIds(
    tx,
    after.filter((id) => !before.has(id)),
  )
}

async function listPublic(tx: Tx<ImgTables>, imageIds: readonly string[]) {
  if (imageIds.length === 0) return []
  const rows = await tx
    .selectFrom(selectImages(tx).where('image.id', 'in', imageIds).as('shown'))
    .select('id')
    .where('seenBy', '=', 2)
    .execute()
  return rows.map(({ id }) => id)
}

/** One statement for all; ids by chance alone, which tell nobody when they were given. */
async function renewPublicIds(tx: Tx<ImgTables>, imageIds: readonly string[]) {
  if (imageIds.length === 0) return
  await tx
    .updateTable('image')
    .set((row) => {
      const [first, ...others] = imageIds.map((id) => [id, randomUUID()] as const)
      const start = row.case('id').when(first![0]).then(first![1])
      return {
        publicId: others
          .reduce((cases, [id, fresh]) => cases.when(id).then(fresh), start)
          .elseRef('publicId')
          .end(),
      }
    })
    .where('id', 'in', imageIds)
    .execute()
}

/** Pictures that get another public id in one transaction. */
const step = 200

/** Before an album is public: its pictures get other public ids, but for those that everyone sees already. */
export async function renewAlbum({ db }: Pick<ImgDeps, 'db'>, albumId: string) {
  for (let after = ''; ;) {
    const ids = await inTransaction(db, async (tx) => {
      const held = await tx
        .selectFrom('albumImage')
        .select('imageId')
        .where('albumId', '=', albumId)
        .where('imageId', '>', after)
        .orderBy('imageId')
        .limit(step)
        .execute()
      const part = held.map(({ imageId }) => imageId)
      const shown = new Set(await listPublic(tx, part))
      // Also those that are deleted: they may come back.
      await renewPublicIds(
        tx,
        part.filter((id) => !shown.has(id)),
      )
      return part
    })
    if (ids.length < step) return
    after = ids.at(-1)!
  }
}
