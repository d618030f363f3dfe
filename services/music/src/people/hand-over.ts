import { appendOutbox } from '@bell/platform/events'
import type { Heir } from '@bell/platform/people'
import { inSteps } from '../deleting/delete-artist.ts'
import { step } from '../deleting/hide-tracks.ts'
import type { MusicDeps } from '../deps.ts'
import { trackChanged } from '../events.ts'
import { rewriteCards } from '../tracks/cards.ts'
import { giveArtists, lockTracksToGive } from './people.queries.ts'

/**
 * Makes what others could hear of a person's music another's, some at a time, and the artists whom they registered.
 * Drafts stay their person's, and what the heir has too.
 */
export async function handOver(deps: MusicDeps, userId: string, heir: Heir) {
  await inSteps(deps, async (tx) => {
    const tracks = await lockTracksToGive(tx, userId, heir.id, step)
    if (tracks.length === 0) return 0
    const ids = tracks.map(({ id }) => id)
    await tx.updateTable('track').set({ uploaderId: heir.id, uploaderName: heir.name }).where('id', 'in', ids).execute()
    await tx.updateTable('credit').set({ uploaderId: heir.id }).where('trackId', 'in', ids).execute()
    for (const { id, revision } of await rewriteCards(tx, ids)) {
      await appendOutbox(tx, trackChanged, { key: id, data: { trackId: id, revision }, at: deps.clock.now() })
    }
    return tracks.length
  })
  await giveArtists(deps.db, userId, heir.id)
}
