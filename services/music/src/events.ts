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
/** Decoding a track's file failed, and is to be tried again. */
export const trackAnalysisDue = defineEvent({
  ...track,
  type: 'music.track.analysis-due',
  data: z.object({ trackId: id }),
})
export const trackDeleted = defineEvent({
  ...track,
  type: 'music.track.deleted',
  /** It may come back (`music.track.changed` says so). `audience`: who saw it before, as in the table. */
  data: z.object({ trackId: id, revision, uploaderId: z.string(), audience: z.int() }),
})
export const trackPurged = defineEvent({
  ...track,
  type: 'music.track.purged',
  data: z.object({ trackId: id, revision, releasedBlobs: z.array(z.string()) }),
})

const artist = { topic: 'music.artists', version: 1 } as const
export const artistCreated = defineEvent({
  ...artist,
  type: 'music.artist.created',
  data: z.object({ artistId: id, revision }),
})
/**
 * `renamed`: false where tracks show nothing of the change. `after`: the cards up to this track have been rewritten
 * already; the change goes on from there.
 */
export const artistChanged = defineEvent({
  ...artist,
  type: 'music.artist.changed',
  data: z.object({ artistId: id, revision, renamed: z.boolean().optional(), after: id.optional() }),
})
export const artistPurged = defineEvent({
  ...artist,
  type: 'music.artist.purged',
  data: z.object({ artistId: id, revision }),
})
/**
 * A name that tracks bear as plain text is this artist's: on those that this person may change. `after`: up to this
 * track it is bound already. Bindings of older versions have no id.
 */
export const artistNameBound = defineEvent({
  ...artist,
  type: 'music.artist.name-bound',
  data: z.object({
    artistId: id,
    bindingId: id.nullable().default(null),
    nameKey: z.string(),
    userId: z.string(),
    everyones: z.boolean(),
    after: id,
  }),
})
/** A binding was taken back; more tracks bear the artist by it. */
export const artistNameUnbound = defineEvent({
  ...artist,
  type: 'music.artist.name-unbound',
  data: z.object({ artistId: id, bindingId: id }),
})
/** An album shows other tracks than before, or is gone. */
export const albumChanged = defineEvent({
  ...artist,
  type: 'music.album.changed',
  data: z.object({ albumId: id, revision }),
})

/** An owner (`artist:ID`, `track:ID`) has another picture now, or none: ImgBell may let this one go. */
export const pictureReleased = defineEvent({
  topic: 'music.pictures',
  version: 1,
  type: 'music.picture.released',
  data: z.object({ imageId: id, ownerRef: z.string() }),
})

/** A play became a listen: half the track or 240 s were heard. `at` is ms UTC. */
export const playListened = defineEvent({
  topic: 'music.plays',
  version: 1,
  type: 'music.play.listened',
  data: z.object({ playId: id, userId: z.string(), trackId: id, at: z.int() }),
})
