import { defineEvent } from '@bell/platform/events'
import { z } from 'zod'

const id = z.uuid()
const revision = z.int()
/** A blob that nothing refers to any more; it is deleted after the commit that said so. */
const releasedBlob = z.string().nullable()

const track = { topic: 'music.tracks', version: 1 } as const
export const trackUploaded = defineEvent({ ...track, type: 'music.track.uploaded', data: z.object({ trackId: id }) })
export const trackReady = defineEvent({
  ...track,
  type: 'music.track.ready',
  /** `coverDue`: the file holds a picture that ImgBell could not take yet. */
  data: z.object({ trackId: id, revision, releasedBlob, coverDue: z.boolean() }),
})
export const trackFailed = defineEvent({
  ...track,
  type: 'music.track.failed',
  data: z.object({ trackId: id, revision, releasedBlob, code: z.string() }),
})
export const trackChanged = defineEvent({
  ...track,
  type: 'music.track.changed',
  data: z.object({ trackId: id, revision }),
})
export const trackDeleted = defineEvent({
  ...track,
  type: 'music.track.deleted',
  data: z.object({ trackId: id, revision, releasedBlob, uploaderId: z.string(), audience: z.int() }),
})

const artist = { topic: 'music.artists', version: 1 } as const
export const artistCreated = defineEvent({
  ...artist,
  type: 'music.artist.created',
  data: z.object({ artistId: id, revision }),
})
/** `after`: the cards up to this track have been rewritten already; the change goes on from there. */
export const artistChanged = defineEvent({
  ...artist,
  type: 'music.artist.changed',
  data: z.object({ artistId: id, revision, after: id.optional() }),
})
/** An album shows other tracks than before, or is gone. */
export const albumChanged = defineEvent({
  ...artist,
  type: 'music.album.changed',
  data: z.object({ albumId: id, revision }),
})

/** A play became a listen: half the track or 240 s were heard. `at` is ms UTC. */
export const playListened = defineEvent({
  topic: 'music.plays',
  version: 1,
  type: 'music.play.listened',
  data: z.object({ playId: id, userId: z.string(), trackId: id, at: z.int() }),
})
