import { artistLine, type Track } from '../api/shapes.ts'
import type { Player } from './player.ts'

/** Lets media keys, headphones and the lock screen play, pause, skip and seek. @returns how to stop it */
export function connectMediaSession(player: Player, session: MediaSession): () => void {
  const handlers: [MediaSessionAction, MediaSessionActionHandler][] = [
    ['play', () => void player.play()],
    ['pause', () => player.pause()],
    ['stop', () => player.pause()],
    ['nexttrack', () => player.next()],
    ['previoustrack', () => player.previous()],
    ['seekforward', ({ seekOffset }) => player.seekBy(seekOffset ?? 10)],
    ['seekbackward', ({ seekOffset }) => player.seekBy(-(seekOffset ?? 10))],
    ['seekto', ({ seekTime }) => seekTime !== undefined && player.seek(seekTime)],
  ]
  for (const [action, handler] of handlers) setHandler(session, action, handler)

  let shown: Track | undefined
  const show = () => {
    const { item, status } = player.state.get()
    if (item?.track !== shown) {
      shown = item?.track
      session.metadata = shown ? metadataOf(shown) : null
    }
    session.playbackState = item === undefined ? 'none' : status === 'paused' ? 'paused' : 'playing'
  }
  const place = () => {
    const duration = player.state.get().durationSeconds
    if (duration === null) return
    session.setPositionState?.({ duration, position: Math.min(duration, player.position.get().seconds) })
  }
  const stops = [player.state.subscribe(show), player.position.subscribe(place)]
  return () => {
    for (const stop of stops) stop()
    for (const [action] of handlers) setHandler(session, action, null)
  }
}

// Browsers throw at actions that they do not know.
function setHandler(session: MediaSession, action: MediaSessionAction, handler: MediaSessionActionHandler | null) {
  try {
    session.setActionHandler(action, handler)
  } catch {
    // Then that key does nothing here.
  }
}

function metadataOf(track: Track) {
  const artwork = track.coverUrl
    ? [96, 256, 512].map((side) => ({
        src: `${track.coverUrl}?w=${side}&h=${side}&fit=cover`,
        sizes: `${side}x${side}`,
      }))
    : []
  return new MediaMetadata({
    title: track.title,
    artist: artistLine(track),
    album: track.album?.title ?? '',
    artwork,
  })
}
