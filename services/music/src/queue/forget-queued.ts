import { inTransaction } from '@bell/platform/database'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MusicDeps } from '../deps.ts'
import type { Item } from './operations.ts'
import { lockQueue } from './queue.ts'

/**
 * Takes tracks that are gone for good out of all queues, one queue at a time. Nobody sees a difference, since queues
 * show only what is there: so the revision stays, and no page is told.
 */
export async function forgetQueued({ db }: MusicDeps, trackIds: readonly string[]) {
  const gone = new Set(trackIds)
  for (let after = ''; ;) {
    const queue = await db
      .selectFrom('playQueue')
      .select(['userId', 'items'])
      .where('userId', '>', after)
      .orderBy('userId')
      .limit(1)
      .executeTakeFirst()
    if (!queue) return
    after = queue.userId
    if (holdsAny(queue.items, gone)) await forgetIn(db, queue.userId, gone)
    await nextTurn()
  }
}

function forgetIn(db: MusicDeps['db'], userId: string, gone: ReadonlySet<string>) {
  return inTransaction(db, async (tx) => {
    const { items, currentItemId } = await lockQueue(tx, userId)
    const left = (JSON.parse(items) as Item[]).filter(([, trackId]) => !gone.has(trackId))
    const current = left.some(([itemId]) => itemId === currentItemId) ? currentItemId : null
    await tx
      .updateTable('playQueue')
      .set({ items: JSON.stringify(left), currentItemId: current })
      .where('userId', '=', userId)
      .execute()
  })
}

function holdsAny(items: string, gone: ReadonlySet<string>) {
  return (JSON.parse(items) as Item[]).some(([, trackId]) => gone.has(trackId))
}
