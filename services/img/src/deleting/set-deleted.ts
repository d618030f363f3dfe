import type { Tx } from '@bell/platform/database'
import { appendOutbox } from '@bell/platform/events'
import { countImages } from '../albums/albums.queries.ts'
import type { ImgDeps } from '../deps.ts'
import { imageChanged } from '../events.ts'
import type { ImageTable, ImgTables } from '../tables.ts'

/** Hides or shows pictures (some hundreds at most, locked) and counts them out of their albums, or in. */
export async function setDeleted(
  tx: Tx<ImgTables>,
  { clock }: Pick<ImgDeps, 'clock'>,
  images: readonly Pick<ImageTable, 'id' | 'ownerId' | 'revision'>[],
  deleted: { at: number; with: string | null } | null,
) {
  if (images.length === 0) return
  const ids = images.map(({ id }) => id)
  await tx
    .updateTable('image')
    .set((row) => ({
      deletedAt: deleted?.at ?? null,
      deletedWith: deleted?.with ?? null,
      revision: row('revision', '+', 1),
    }))
    .where('id', 'in', ids)
    .execute()
  await countImages(tx, ids, deleted ? -1 : 1)
  await appendOutbox(
    tx,
    imageChanged,
    images.map(({ id, ownerId, revision }) => ({
      key: id,
      data: { imageId: id, ownerId, revision: revision + 1, deleted: deleted !== null },
      at: clock.now(),
    })),
  )
}
