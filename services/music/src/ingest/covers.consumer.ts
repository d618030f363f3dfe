import { appendOutbox, defineConsumer, TryLater } from '@bell/platform/events'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { trackChanged, trackReady } from '../events.ts'
import { rewriteCards } from '../tracks/cards.ts'
import { findTrack } from '../tracks/tracks.queries.ts'
import type { AudioReader } from './audio-reader.ts'
import { PictureRefused } from './images.ts'
import { readTrackFile } from './track-file.ts'

/** Brings covers after, which ImgBell could not take when their tracks became ready. */
export function coversConsumer(deps: MusicDeps, reader: AudioReader) {
  return defineConsumer<MusicTables, string | null>({
    group: 'music.covers',
    events: [trackReady],

    async prepare(event) {
      if (!trackReady.is(event) || !event.data.coverDue) return null
      const track = await findTrack(deps.db, event.subject)
      if (!track || track.coverId !== null) return null
      const findings = await readTrackFile(deps, reader, track)
      if (findings.kind !== 'audio' || !findings.picture) return null
      const { bytes, contentType } = findings.picture
      try {
        return (await deps.images.put(bytes, { ownerRef: `track:${track.id}`, contentType })).id
      } catch (error) {
        if (error instanceof PictureRefused) return null
        throw new TryLater('ImgBell takes no pictures now.', { cause: error })
      }
    },

    async apply(tx, batch) {
      for (const { event, prepared: coverId } of batch) {
        if (coverId === null) continue
        const trackId = event.subject
        const set = await tx
          .updateTable('track')
          .set({ coverId })
          .where('id', '=', trackId)
          .where('coverId', 'is', null)
          .executeTakeFirst()
        if (set.numUpdatedRows === 0n) continue
        const [card] = await rewriteCards(tx, [trackId])
        await appendOutbox(tx, trackChanged, {
          key: trackId,
          data: { trackId, revision: card!.revision },
          at: deps.clock.now(),
        })
      }
    },
  })
}
