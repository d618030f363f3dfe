import type { Track } from '../api/shapes.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'

/** Plays a list from one of its tracks on; those that cannot sound yet are left out. */
export function usePlayTracks(): (tracks: Track[], index: number) => void {
  const { player } = useMusic()
  return (tracks, index) => {
    const wanted = tracks[index]
    const playable = tracks.filter((track) => track.status === 'ready')
    const at = Math.max(0, playable.indexOf(wanted!))
    const first = playable[at]
    if (!first) return
    const ids = playable.map((track) => track.id)
    void player.playTracks(ids, at, first).catch(queueFailed)
  }
}

/** Plays a list in another order, beginning anywhere. */
export function useShuffleTracks(): (tracks: Track[]) => void {
  const { player } = useMusic()
  const playTracks = usePlayTracks()
  return (tracks) => {
    playTracks(tracks, Math.floor(Math.random() * tracks.length))
    // A refused mode leaves the order as it is; the music plays either way.
    if (!player.queue.get().queue.shuffle) void player.toggleShuffle().catch(() => undefined)
  }
}
