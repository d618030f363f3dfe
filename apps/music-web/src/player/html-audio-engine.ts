import type { AudioEngine, AudioEvent, Sound } from './audio-engine.ts'

/** An element tells its time every quarter of a second: so long before its end the taking over is planned. */
const planBeforeSeconds = 0.7
/** From `play()` to the sound, until it has been measured; and what is too much to be that. */
const assumedLagSeconds = 0.04
const longestLagSeconds = 0.2
/** From then on an element's clock runs evenly. Its `playing` comes well before there is sound. */
const evenAfterSeconds = 0.1
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
  /** The last few that were measured. */
  const lags: number[] = []
  /** When the sound that took over was asked for (ms), until it has been heard long enough to tell when it began. */
  let askedAt: number | undefined
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
      measureLag()
      planTakingOver()
    })
    on('seeked', () => tell({ type: 'time', seconds: audio.currentTime }))
    on('progress', () => tell({ type: 'buffered', seconds: bufferedTo(audio) }))
    on('playing', () => tell({ type: 'playing' }))
    on('pause', () => {
      // An element pauses itself just before it says that it ended, and after it failed.
      if (!audio.ended && !audio.error) tell({ type: 'paused' })
    })
    on('waiting', () => {
      // An element that has just been asked also waits for a moment.
      if (audio.currentTime > 0) askedAt = undefined
      tell({ type: 'waiting' })
    })
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
    askedAt = performance.now()
    const { audio } = current
    tell({ type: 'advanced' })
    if (Number.isFinite(audio.duration)) tell({ type: 'duration', seconds: audio.duration })
    if (crossfade > 0 && !before.audio.ended) fadeOver()
    void start(current)
  }

  /** How long before its sound an element must be asked for it, by what its clock says now. */
  function measureLag() {
    const { currentTime } = current.audio
    if (askedAt === undefined || currentTime < evenAfterSeconds) return
    const measured = (performance.now() - askedAt) / 1000 - currentTime
    askedAt = undefined
    if (measured < 0 || measured > longestLagSeconds) return
    if (lags.push(measured) > 5) lags.shift()
    // The one in the middle: a busy moment does not count for the next track.
    lag = lags.toSorted((a, b) => a - b)[Math.floor((lags.length - 1) / 2)]!
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
      askedAt = undefined
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
      askedAt = undefined
      if (fading) endFade()
      current.audio.pause()
    },
    seek(seconds) {
      clearTimeout(takingOver)
      askedAt = undefined
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
