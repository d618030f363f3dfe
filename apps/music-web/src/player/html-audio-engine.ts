import type { AudioEngine, AudioEvent, Sound } from './audio-engine.ts'

/** An element tells its time every quarter of a second: so long before its end the taking over is planned. */
const planBeforeSeconds = 0.7
/** From `play()` to the sound, until it has been measured. */
const assumedLagSeconds = 0.02
const fadeStepMs = 50

interface Voice {
  audio: HTMLAudioElement
  gain: number
  /** 0..1, while one voice goes down and the other comes up. */
  fade: number
}

/**
 * The engine on two audio elements that take turns: while one sounds, the other has the next track ready, and is
 * started so much before the end as starting takes. No Web Audio: it would need a gesture of its own, and be silent
 * for sound from another origin. The elements stay in the document from the first page to the last.
 */
export function createHtmlAudioEngine(document: Document): AudioEngine {
  const listeners = new Set<(event: AudioEvent) => void>()
  let current = createVoice()
  let standby = createVoice()
  let next: Sound | undefined
  let takingOver: ReturnType<typeof setTimeout> | undefined
  let fading: ReturnType<typeof setInterval> | undefined
  let crossfade = 0
  let lag = assumedLagSeconds
  let loudness = { volume: 1, muted: false }

  const tell = (event: AudioEvent) => {
    for (const listener of listeners) listener(event)
  }

  function createVoice(): Voice {
    const audio = document.createElement('audio')
    const voice: Voice = { audio, gain: 1, fade: 1 }
    audio.preload = 'auto'
    audio.hidden = true
    document.body.append(audio)
    const on = (type: keyof HTMLMediaElementEventMap, listener: () => void) =>
      audio.addEventListener(type, () => {
        if (voice === current) listener()
        else if (type === 'ended') empty(voice)
        // What cannot be preloaded is loaded in its turn, and its failure told then.
        else if (type === 'error' && audio.hasAttribute('src')) forgetNext()
      })

    on('durationchange', () => {
      if (Number.isFinite(audio.duration)) tell({ type: 'duration', seconds: audio.duration })
    })
    on('timeupdate', () => {
      // A failing element says once more that it is at 0.
      if (audio.error) return
      tell({ type: 'time', seconds: audio.currentTime })
      planTakingOver()
    })
    on('seeked', () => tell({ type: 'time', seconds: audio.currentTime }))
    on('progress', () => tell({ type: 'buffered', seconds: bufferedTo(audio) }))
    on('playing', () => tell({ type: 'playing' }))
    on('pause', () => {
      // An element pauses itself just before it says that it ended, and after it failed.
      if (!audio.ended && !audio.error) tell({ type: 'paused' })
    })
    on('waiting', () => tell({ type: 'waiting' }))
    on('ended', () => (next ? takeOver() : tell({ type: 'ended' })))
    on('error', () => {
      if (audio.hasAttribute('src')) tell({ type: 'failed', cause: causeOf(audio.error) })
    })
    return voice
  }

  function planTakingOver() {
    const { audio } = current
    const left = audio.duration - audio.currentTime - Math.max(crossfade, lag)
    if (!next || audio.paused || !(left < planBeforeSeconds)) return
    clearTimeout(takingOver)
    takingOver = setTimeout(takeOver, left * 1000)
  }

  function takeOver() {
    clearTimeout(takingOver)
    if (!next) return
    next = undefined
    const before = current
    current = standby
    standby = before
    const begin = performance.now()
    const { audio } = current
    // Half of what was measured and half of what was known: one busy moment does not count for all that follow.
    const measured = () => (lag = Math.min(0.2, (lag + (performance.now() - begin) / 1000 - audio.currentTime) / 2))
    audio.addEventListener('playing', measured, { once: true })
    tell({ type: 'advanced' })
    if (Number.isFinite(audio.duration)) tell({ type: 'duration', seconds: audio.duration })
    if (crossfade > 0 && !before.audio.ended) fadeOver()
    void start(current)
  }

  function fadeOver() {
    const begin = performance.now()
    current.fade = 0
    fading = setInterval(() => {
      const share = Math.min(1, (performance.now() - begin) / 1000 / crossfade)
      // Of equal power, so that the middle is no hole.
      current.fade = Math.sin((share * Math.PI) / 2)
      standby.fade = Math.cos((share * Math.PI) / 2)
      show()
      if (share === 1) endFade()
    }, fadeStepMs)
    show()
  }

  /** Whatever was left of the sound before is over. */
  function endFade() {
    clearInterval(fading)
    fading = undefined
    if (!next) empty(standby)
    current.fade = standby.fade = 1
    show()
  }

  function forgetNext() {
    clearTimeout(takingOver)
    if (next) empty(standby)
    next = undefined
  }

  async function start({ audio }: Voice) {
    try {
      await audio.play()
      return true
    } catch (error) {
      // AbortError: another load or a pause came first, which tells its own story.
      return !(error instanceof DOMException && error.name === 'NotAllowedError')
    }
  }

  function show() {
    for (const { audio, gain, fade } of [current, standby]) {
      audio.volume = Math.min(1, loudness.volume * gain) * fade
      audio.muted = loudness.muted
    }
  }

  return {
    load(sound, at = 0) {
      forgetNext()
      endFade()
      fill(current, sound)
      show()
      // Before there is data this is where it will begin ("default playback start position").
      current.audio.currentTime = at
    },
    preloadNext(sound) {
      if (!sound) return forgetNext()
      forgetNext()
      if (fading) endFade()
      next = sound
      fill(standby, sound)
      show()
    },
    play: () => start(current),
    pause() {
      clearTimeout(takingOver)
      if (fading) endFade()
      current.audio.pause()
    },
    seek(seconds) {
      clearTimeout(takingOver)
      if (fading) endFade()
      current.audio.currentTime = seconds
      tell({ type: 'time', seconds })
    },
    position: () => current.audio.currentTime,
    setVolume(volume, muted) {
      loudness = { volume, muted }
      show()
    },
    setGain(gain) {
      current.gain = gain
      show()
    },
    setCrossfade: (seconds) => (crossfade = seconds),
    stop() {
      forgetNext()
      endFade()
      empty(current)
    },
    events(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

function fill(voice: Voice, { url, gain }: Sound) {
  voice.gain = gain
  voice.fade = 1
  voice.audio.src = url
  voice.audio.load()
}

/** An element without a source holds neither a connection nor decoded sound. */
function empty({ audio }: Voice) {
  if (!audio.hasAttribute('src')) return
  audio.removeAttribute('src')
  audio.load()
}

function bufferedTo({ buffered, currentTime }: HTMLAudioElement) {
  for (let range = 0; range < buffered.length; range++) {
    if (buffered.start(range) <= currentTime + 0.5 && buffered.end(range) > currentTime) return buffered.end(range)
  }
  return 0
}

// Chromium calls a 403 "source not supported"; the two cannot be told apart here.
function causeOf(error: MediaError | null): 'network' | 'refused' | 'undecodable' {
  if (error?.code === MediaError.MEDIA_ERR_NETWORK) return 'network'
  return error?.code === MediaError.MEDIA_ERR_DECODE ? 'undecodable' : 'refused'
}
