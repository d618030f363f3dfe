import { inTransaction } from '@bell/platform/database'
import { defineConsumer } from '@bell/platform/events'
import { expireUploadsOf, sweepUploads } from '@bell/platform/uploads'
import { deleteLeaver, insertLeaver, userDeleted, userDeletionScheduled, userRestored } from '@bell/platform/people'
import { sweepAlbums } from '../deleting/sweep-deleted.ts'
import type { ImgDeps } from '../deps.ts'
import { dropImage } from '../images/images.ts'
import type { ImgTables } from '../tables.ts'
import { listImageIds } from './people.queries.ts'
import { profileOwner, removeProfilePicture } from './pictures.ts'

/** Pictures deleted in one transaction. */
const atOnce = 50

/** Follows what AuthBell tells of people who go or come back; what is done twice changes nothing. */
export function peopleConsumer(deps: ImgDeps) {
  const { db } = deps
  return defineConsumer<ImgTables>({
    group: 'img.people',
    events: [userDeletionScheduled, userRestored, userDeleted],
    async prepare(event) {
      if (!userDeleted.is(event)) return
      await dropAlbumsOf(event.data.id)
      await removeProfilePicture(deps, event.data.id)
      await db.deleteFrom('profilePicture').where('userId', '=', event.data.id).execute()
      await dropImagesOf(event.data.id)
      await expireUploadsOf(db, event.data.id, deps.clock.now())
      await sweepUploads(deps)
    },
    async apply(tx, batch) {
      for (const { event } of batch) {
        for (const owner of [event.subject, profileOwner(event.subject)]) {
          if (userDeletionScheduled.is(event)) await insertLeaver(tx, owner)
          else await deleteLeaver(tx, owner)
        }
      }
    },
  })

  async function dropAlbumsOf(ownerId: string) {
    await db.updateTable('album').set({ deletedAt: 0 }).where('ownerId', '=', ownerId).execute()
    await sweepAlbums(deps)
  }

  async function dropImagesOf(ownerId: string) {
    for (;;) {
      const ids = await listImageIds(db, ownerId, atOnce)
      if (ids.length === 0) return
      await inTransaction(db, async (tx) => {
        for (const id of ids) await dropImage(tx, deps, id)
      })
    }
  }
}
