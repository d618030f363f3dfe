import { defineConsumer, type BellEvent } from '@bell/platform/events'
import type { MusicTables } from '../tables.ts'
import type { MusicDeps } from '../deps.ts'
import { deleteContent } from '../ingest/keep-playable.ts'
import { trackChanged, trackDeleted, trackFailed, trackPurged, trackReady, trackUploaded } from '../events.ts'
import { readCard } from './cards.ts'
import { findTrack } from './tracks.queries.ts'

/** Deletes the bytes that a purged or failed track leaves, after the commit that let go of them. */
export function blobsConsumer({ blobs }: MusicDeps) {
  return defineConsumer<MusicTables>({
    group: 'music.blobs',
    events: [trackReady, trackFailed, trackPurged],
    async prepare(event) {
      if (trackPurged.is(event)) {
        for (const key of event.data.releasedBlobs) await deleteContent(blobs, key)
      } else if (trackReady.is(event) || trackFailed.is(event)) {
        if (event.data.releasedBlob !== null) await deleteContent(blobs, event.data.releasedBlob)
      }
    },
  })
}

/** Tells open pages what became of a track: its uploader alone while only they may see it. */
export function pagesConsumer({ db, stream, images }: MusicDeps) {
  async function tell(event: BellEvent) {
    if (trackDeleted.is(event)) {
      const { trackId: id, audience, uploaderId } = event.data
      return stream.tell(audience > 0 ? 'everyone' : { userId: uploaderId }, 'track-deleted', { id })
    }
    const track = await findTrack(db, event.subject)
    if (!track || track.deletedAt !== null) return
    const data = { track: readCard(track.card, images) }
    await stream.tell(track.audience > 0 ? 'everyone' : { userId: track.uploaderId }, 'track', data)
  }

  return defineConsumer<MusicTables>({
    group: 'music.pages',
    events: [trackUploaded, trackReady, trackFailed, trackChanged, trackDeleted],
    async afterwards(batch) {
      for (const { event } of batch) await tell(event)
    },
  })
}
