import { page, PageQuery } from '@bell/platform/http'
import { z } from 'zod'
import { Track } from '../tracks/tracks.schema.ts'

export const NewPlay = z.object({ trackId: z.uuid() })
export const Play = z.object({ playId: z.uuid() })
export const PlayParams = z.object({ playId: z.uuid() })
/** Where the player stands, in seconds, told every some seconds and whenever the state changes. */
export const PlayReport = z.object({
  positionSeconds: z
    .number()
    .min(0)
    .max(7 * 24 * 3600),
  state: z.enum(['playing', 'paused', 'ended']),
})
export type PlayReport = z.infer<typeof PlayReport>

export const RecentQuery = PageQuery
export const RecentPage = page(Track)
/** Milliseconds UTC of the last play, then the track that breaks ties. */
export const RecentCursor = z.tuple([z.int(), z.uuid()])
