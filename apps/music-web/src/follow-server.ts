import type { Track } from './api/shapes.ts'
import type { MusicApp } from './music-app.ts'
import { forgetLists, hideTracks, showTrack } from './tracks/track-cache.ts'

/** Keeps what is shown and played in step with the session and with what the event stream tells. */
export function followServer({ session, events, queryClient, player, uploads }: MusicApp) {
  let userId: string | undefined
  const followUser = () => {
    const { user } = session.getState()
    if (user?.id === userId) return
    userId = user?.id
    // Without an answer there is no queue to restore; the next connection tries again.
    if (userId) void player.restore().catch(() => undefined)
  }
  session.subscribe(followUser)
  followUser()

  events.onEvent('track', ({ track }: { track: Track }) => {
    uploads.trackChanged(track)
    showTrack(queryClient, track)
  })
  events.onEvent('track-deleted', ({ id }: { id: string }) => {
    hideTracks(queryClient, [id])
    void forgetLists(queryClient)
    void player.queueChanged(Number.POSITIVE_INFINITY).catch(() => undefined)
  })
  events.onEvent('queue', ({ revision }: { revision: number }) => {
    void player.queueChanged(revision).catch(() => undefined)
  })

  let connections = 0
  events.onEvent('connected', () => {
    connections += 1
    if (!player.queue.get().known) void player.restore().catch(() => undefined)
    // The first connection comes with the first page; after a gap, what happened in it was missed.
    if (connections === 1) return
    void queryClient.invalidateQueries()
    void player.queueChanged(Number.POSITIVE_INFINITY).catch(() => undefined)
    void uploads.catchUp()
  })
}
