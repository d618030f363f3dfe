import { appendOutbox, defineConsumer, TryLater } from '@bell/platform/events'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { trackChanged, trackReady } from '../events.ts'
import { releasePicture } from '../pictures/release-picture.ts'
import { rewriteCards } from '../tracks/cards.ts'
import { findTrack } from '../tracks/tracks.queries.ts'
import type { AudioReader } from './audio-reader.ts'
import type { Cover } from './settle.ts'
import { PictureRefused } from './images.ts'
import { readTrackFile } from './ingest.consumer.ts'

/** Brings covers after, which ImgBell could not take when their tracks became ready. */
export function coversConsumer(deps: MusicDeps, reader: AudioReader) {
  return defineConsumer<MusicTables, Pick<Cover, 'coverId' | 'coverColor'> | null>({
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
        const { id, color } = await deps.images.put(bytes, { ownerRef: `track:${track.id}`, contentType })
        return { coverId: id, coverColor: color ?? null }
      } catch (error) {
        if (error instanceof PictureRefused) return null
        throw new TryLater('ImgBell takes no pictures now.', { cause: error })
      }
    },

    async apply(tx, batch) {
      for (const { event, prepared: cover } of batch) {
        if (cover === null) continue
        const trackId = event.subject
        const set = await tx
          .updateTable('track')
          .set(cover)
          .where('id', '=', trackId)
          .where('coverId', 'is', null)
          .executeTakeFirst()
        if (set.numUpdatedRows === 0n) {
          if (cover.coverId !== null)
            await releasePicture(tx, { kind: 'track', id: trackId }, cover.coverId, deps.clock.now())
          continue
        }
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
