import { defineConsumer } from '@bell/platform/events'
import type { ImgTables } from '../tables.ts'
import type { ImgDeps } from '../deps.ts'
import { imageDeleted } from '../events.ts'
import { listDerivatives } from '../renditions/derivatives.queries.ts'
import { blobKeys } from './stored-blobs.ts'

/** Deletes what is left of a deleted picture: its bytes and those of its sizes. */
export function cleanUpDeleted({ db, blobs }: ImgDeps) {
  return defineConsumer<ImgTables>({
    group: 'img.clean-up',
    events: [imageDeleted],
    async prepare({ subject }) {
      await blobs.delete(blobKeys.kept(subject))
      for (const { blobKey } of await listDerivatives(db, subject)) await blobs.delete(blobKey)
    },
    async apply(tx, batch) {
      const ids = batch.map(({ event }) => event.subject)
      await tx.deleteFrom('derivative').where('imageId', 'in', ids).execute()
    },
  })
}
