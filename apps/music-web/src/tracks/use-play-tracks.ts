import type { Track } from '../api/shapes.ts'
import { useMusic } from '../music-context.ts'
import { queueFailed } from '../player/queue-failed.ts'

/** Plays a list from one of its tracks on; those that cannot sound yet are left out. */
export function usePlayTracks(): (tracks: Track[], index: number) => void {
  const { player } = useMusic()
  return (tracks, index) => {
    const wanted = tracks[index]
    const playable = tracks.filter((track) => track.status === 'ready')
    const at = playable.findIndex((track) => track === wanted)
    const first = playable[Math.max(0, at)]
    if (!first) return
    void player
      .playTracks(
        playable.map((track) => track.id),
        Math.max(0, at),
        first,
      )
      .catch(queueFailed)
  }
}
