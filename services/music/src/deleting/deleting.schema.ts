import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'
import { Artist } from '../artists/artists.schema.ts'
import { Track } from '../tracks/tracks.schema.ts'

export const TrackIdsBody = z.object({ ids: z.array(z.uuid()).min(1).max(100) })

/** To which tracks it was done; `refused` has those that are not there (any more) or not the person's. */
export const TracksDone = z.object({
  ids: z.array(z.uuid()),
  refused: z.array(z.object({ id: z.uuid(), code: z.enum(['track_not_found', 'not_your_track']) })),
})
export type TracksDone = z.infer<typeof TracksDone>

/** When it was deleted, and until when it can be brought back. */
const times = { deletedAt: z.iso.datetime(), goneAt: z.iso.datetime() }

export const DeletedTrackPage = page(z.object({ track: Track, ...times }))
/** `tracks`: how many were deleted with the artist, and come back with it. */
export const DeletedArtistPage = page(z.object({ artist: Artist, tracks: z.int(), ...times }))

export const DeletedQuery = PageQuery
/** Newest first: when it was deleted, and the id. */
export const DeletedCursor = z.tuple([z.int(), z.uuid()])

/** What goes, or stays, with an artist. */
export const ArtistDeletion = z.object({
  /** Tracks on which the artist is credited. */
  trackCount: z.int(),
  /** Those of them that the person may delete too. */
  deletableCount: z.int(),
  /** Albums of which it is the album artist. */
  albumCount: z.int(),
})
export type ArtistDeletion = z.infer<typeof ArtistDeletion>

/** keep: tracks keep the name as plain text; delete: those that the person may delete go too. */
export const ArtistDeletionQuery = z.object({ tracks: z.enum(['keep', 'delete']).default('keep') })
