import type { AudioEngine, AudioEvent } from './audio-engine.ts'

/** The engine on one audio element, which stays in the document from the first page to the last. */
export function createHtmlAudioEngine(document: Document): AudioEngine {
  const listeners = new Set<(event: AudioEvent) => void>()
  const audio = document.createElement('audio')
  audio.preload = 'auto'
  audio.hidden = true
  document.body.append(audio)

  // Warms the browser's cache; never attached, never heard.
  let ahead: HTMLAudioElement | undefined

  const tell = (event: AudioEvent) => {
    for (const listener of listeners) listener(event)
  }
  const on = (type: keyof HTMLMediaElementEventMap, listener: () => void) => audio.addEventListener(type, listener)

  on('durationchange', () => {
    if (Number.isFinite(audio.duration)) tell({ type: 'duration', seconds: audio.duration })
  })
  on('timeupdate', () => {
    // A failing element says once more that it is at 0.
    if (!audio.error) tell({ type: 'time', seconds: audio.currentTime })
  })
  on('seeked', () => tell({ type: 'time', seconds: audio.currentTime }))
  on('playing', () => tell({ type: 'playing' }))
  on('pause', () => {
    // An element pauses itself just before it says that it ended, and after it failed.
    if (!audio.ended && !audio.error) tell({ type: 'paused' })
  })
  on('waiting', () => tell({ type: 'waiting' }))
  on('ended', () => tell({ type: 'ended' }))
  on('error', () => {
    if (audio.hasAttribute('src')) tell({ type: 'failed', cause: causeOf(audio.error) })
  })

  return {
    load(_track, url, at = 0) {
      audio.src = url
      audio.load()
      // Before there is data this is where it will begin ("default playback start position").
      audio.currentTime = at
    },
    preloadNext(next) {
      if (ahead) {
        ahead.removeAttribute('src')
        ahead.load()
      }
      ahead = next && new Audio()
      if (ahead && next) {
        ahead.preload = 'auto'
        ahead.src = next.url
      }
    },
    async play() {
      try {
        await audio.play()
        return true
      } catch (error) {
        // AbortError: another load or a pause came first, which tells its own story.
        return !(error instanceof DOMException && error.name === 'NotAllowedError')
      }
    },
    pause: () => audio.pause(),
    seek(seconds) {
      audio.currentTime = seconds
      tell({ type: 'time', seconds })
    },
    position: () => audio.currentTime,
    setVolume(volume, muted) {
      audio.volume = volume
      audio.muted = muted
    },
    stop() {
      audio.removeAttribute('src')
      audio.load()
    },
    events(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

// Chromium calls a 403 "source not supported"; the two cannot be told apart here.
function causeOf(error: MediaError | null): 'network' | 'refused' | 'undecodable' {
  if (error?.code === MediaError.MEDIA_ERR_NETWORK) return 'network'
  return error?.code === MediaError.MEDIA_ERR_DECODE ? 'undecodable' : 'refused'
}
