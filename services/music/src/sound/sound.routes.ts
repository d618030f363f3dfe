import { AppError, maybeSignedIn, type App } from '@bell/platform/http'
import { z } from 'zod'
import type { MusicDeps } from '../deps.ts'
import { can } from '../policies.ts'
import { TrackParams } from '../tracks/tracks.schema.ts'
import { trackNotFound } from '../tracks/tracks.ts'
import { findWaveform } from './sound.queries.ts'

/** The greatest amplitude of up to 1,000 equal stretches of the track, 0 to 255. */
const Waveform = z.object({ peaks: z.array(z.int().min(0).max(255)).max(1000) })

/** What decoding found that is too long for a card. */
export function soundRoutes(app: App, { db }: MusicDeps) {
  app.get(
    '/api/tracks/:trackId/waveform',
    {
      preHandler: maybeSignedIn,
      schema: { tags: ['tracks'], params: TrackParams, response: { 200: Waveform, 304: z.undefined() } },
    },
    async ({ params, viewer, headers }, reply) => {
      const track = await findWaveform(db, params.trackId)
      if (!track || !can(viewer, 'seeTrack', track)) throw trackNotFound()
      if (!track.peaks) throw noWaveform(track.state === 'done' ? null : track.state)
      // A track's content never changes. Who may see it can: no cache that others share keeps it.
      const etag = `"${track.contentHash}"`
      reply.headers({ etag, 'cache-control': 'private, max-age=31536000, immutable' })
      if (headers['if-none-match'] === etag) return reply.code(304).send()
      return { peaks: [...track.peaks] }
    },
  )
}

function noWaveform(state: 'no_decoder' | 'failed' | null) {
  if (state === 'no_decoder') {
    return new AppError(404, 'waveform_no_decoder', 'This format plays, but is not decoded here: it has no waveform.')
  }
  if (state === 'failed') {
    return new AppError(
      404,
      'waveform_failed',
      'The waveform could not be made; whoever added the track can try again.',
    )
  }
  return new AppError(404, 'waveform_pending', 'The waveform is being made; it is here in a moment.')
}
