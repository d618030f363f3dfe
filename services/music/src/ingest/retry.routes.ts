import { signedIn, type App } from '@bell/platform/http'
import type { MusicDeps } from '../deps.ts'
import { readCard } from '../tracks/cards.ts'
import { findCards } from '../tracks/tracks.queries.ts'
import { Track, TrackParams } from '../tracks/tracks.schema.ts'
import { trackNotFound } from '../tracks/tracks.ts'
import { retryTrack } from './retry.ts'

/** Trying again what failed for no fault of the file's. */
export function retryRoutes(app: App, deps: MusicDeps) {
  app.post(
    '/api/tracks/:trackId/retry',
    { preHandler: signedIn, schema: { tags: ['tracks'], params: TrackParams, response: { 200: Track } } },
    async ({ params, user }) => {
      await retryTrack(deps, user, params.trackId)
      const [track] = await findCards(deps.db, user, [params.trackId])
      if (!track) throw trackNotFound()
      return readCard(track.card, deps.images)
    },
  )
}
