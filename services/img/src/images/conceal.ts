import { randomUUID } from 'node:crypto'
import type { Tx } from '@bell/platform/database'
import type { ImgTables } from '../tables.ts'
import { selectImages } from './images.queries.ts'

/**
 * Does something by which pictures (some hundreds at most, locked) may be hidden again: those that everyone saw before
 * and not after get another public id, so that the address that is known stays dead, also when they are shown again.
 */
export async function concealing(tx: Tx<ImgTables>, imageIds: readonly string[], change: () => Promise<void>) {
  const before = await listPublic(tx, imageIds)
  await change()
  const after = new Set(await listPublic(tx, imageIds))
  await renewPublicIds(
    tx,
    before.filter((id) => !after.has(id)),
  )
}

export async function listPublic(tx: Tx<ImgTables>, imageIds: readonly string[]) {
  if (imageIds.length === 0) return []
  const rows = await tx
    .selectFrom(selectImages(tx).where('image.id', 'in', imageIds).as('shown'))
    .select('id')
    .where('seenBy', '=', 2)
    .execute()
  return rows.map(({ id }) => id)
}

/** One statement for all; ids by chance alone, which tell nobody when they were given. */
export async function renewPublicIds(tx: Tx<ImgTables>, imageIds: readonly string[]) {
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
