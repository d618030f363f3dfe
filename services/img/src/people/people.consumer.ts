import { inTransaction } from '@bell/platform/database'
import { defineConsumer } from '@bell/platform/events'
import { userDeleted, userDeletionScheduled, userRestored } from '@bell/platform/people'
import type { ImgDeps } from '../deps.ts'
import { dropImage } from '../images/images.ts'
import type { ImgTables } from '../tables.ts'
import { deleteLeaver, insertLeaver, listImageIds } from './people.queries.ts'

/** Pictures deleted in one transaction. */
const atOnce = 50

/** Follows what AuthBell tells of people who go or come back; what is done twice changes nothing. */
export function peopleConsumer(deps: ImgDeps) {
  const { db } = deps
  return defineConsumer<ImgTables>({
    group: 'img.people',
    events: [userDeletionScheduled, userRestored, userDeleted],
    async prepare(event) {
      if (userDeleted.is(event)) await dropImagesOf(event.data.id)
    },
    async apply(tx, batch) {
      for (const { event } of batch) {
        if (userDeletionScheduled.is(event)) await insertLeaver(tx, event.data.id)
        else await deleteLeaver(tx, event.subject)
      }
    },
  })

  async function dropImagesOf(ownerId: string) {
    for (;;) {
      const ids = await listImageIds(db, ownerId, atOnce)
      if (ids.length === 0) return
      await inTransaction(db, async (tx) => {
        for (const id of ids) await dropImage(tx, deps, { id, ownerId })
      })
    }
  }
}
