import { appendOutbox, defineConsumer } from '@bell/platform/events'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { artistChanged, trackChanged } from '../events.ts'
import { rewriteCards } from '../tracks/cards.ts'

/** Tracks whose cards are rewritten in one transaction: some milliseconds, for which all other writing waits. */
const step = 50

/**
 * An artist's new name comes to the cards of the tracks, so many at a time: the rest is left to an event that this
 * one leads to, so that others get their turn between.
 */
export function artistCardsConsumer({ clock }: MusicDeps) {
  return defineConsumer<MusicTables>({
    group: 'music.artist-cards',
    events: [artistChanged],
    async apply(tx, batch) {
      for (const { event } of batch) {
        if (!artistChanged.is(event) || event.data.renamed === false) continue
        const { artistId, revision, after } = event.data
        const rows = await tx
          .selectFrom('credit')
          .select('trackId')
          .distinct()
          .where('artistId', '=', artistId)
          .$if(after !== undefined, (query) => query.where('trackId', '>', after!))
          .orderBy('trackId')
          .limit(step)
          .execute()
        const at = clock.now()
        for (const card of await rewriteCards(
          tx,
          rows.map((row) => row.trackId),
        )) {
          await appendOutbox(tx, trackChanged, {
            key: card.id,
            data: { trackId: card.id, revision: card.revision },
            at,
          })
        }
        if (rows.length < step) continue
        const data = { artistId, revision, after: rows.at(-1)!.trackId }
        await appendOutbox(tx, artistChanged, { key: artistId, data, at })
      }
    },
  })
}
