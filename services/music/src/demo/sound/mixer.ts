import type { Random } from '../score/random.ts'
import { finishMix } from './master.ts'
import { addEcho, addReverb } from './reverb.ts'
import type { Voice } from './voice.ts'
import { frequencyOf, lowPass, sampleRate } from './waves.ts'

/** How an instrument stands in the mix. */
export interface Place {
  voice: Voice
  /** dB; instruments of one gain are about equally loud. */
  gain: number
  /** From −1 (left) to 1. */
  pan?: number
  /** From 0 to 1: how much of it goes to the room, and to the echo. */
  room?: number
  echo?: number
  /** Gives way to the kick drum. */
  ducked?: boolean
}

export interface Room {
  /** Seconds to −60 dB. */
  seconds: number
  damp: number
  echoSeconds?: number
  echoFeedback?: number
}

type Stereo = readonly [Float32Array, Float32Array]

export type Mixer = ReturnType<typeof createMixer>

/** A desk: notes are played onto it at times in seconds; `finish` gives the piece. */
export function createMixer(seconds: number, random: Random) {
  const length = Math.ceil(seconds * sampleRate)
  const stereo = (): Stereo => [new Float32Array(length), new Float32Array(length)]
  const dry = stereo()
  const ducked = stereo()
  const room = stereo()
  const echo = stereo()
  const kept = new Map<string, Float32Array>()
  const names = new Map<Voice, number>()
  const kicks: number[] = []

  /** Renders a note, or takes the one that sounds the same: a piece has a hundred notes and far fewer different ones. */
  function render(voice: Voice, pitch: number, noteSeconds: number, velocity: number) {
    const hard = Math.round(velocity * 6) / 6
    const long = Math.round(noteSeconds * 50) / 50
    if (!names.has(voice)) names.set(voice, names.size)
    const name = `${names.get(voice)} ${pitch} ${long} ${hard}`
    let samples = kept.get(name)
    if (!samples) {
      samples = voice({ frequency: frequencyOf(pitch), seconds: Math.max(0.03, long), velocity: hard }, random)
      level(samples)
      kept.set(name, samples)
    }
    return samples
  }

  function play(place: Place, note: { at: number; seconds: number; pitch: number; velocity: number }) {
    const samples = render(place.voice, note.pitch, note.seconds, note.velocity)
    const gain = 10 ** (place.gain / 20) * note.velocity ** 1.4
    const angle = ((place.pan ?? 0) + 1) * (Math.PI / 4)
    const sides = [gain * Math.cos(angle), gain * Math.sin(angle)] as const
    const start = Math.max(0, Math.round(note.at * sampleRate))
    add(place.ducked ? ducked : dry, samples, start, sides, 1)
    if (place.room) add(room, samples, start, sides, place.room)
    if (place.echo) add(echo, samples, start, sides, place.echo)
  }

  function add(
    [left, right]: Stereo,
    samples: Float32Array,
    start: number,
    sides: readonly [number, number],
    by: number,
  ) {
    const count = Math.min(samples.length, length - start)
    const [toLeft, toRight] = [sides[0] * by, sides[1] * by]
    for (let n = 0; n < count; n++) {
      left[start + n]! += samples[n]! * toLeft
      right[start + n]! += samples[n]! * toRight
    }
  }

  return {
    seconds,
    play,
    /** What is ducked gives way at this time. */
    duck: (at: number) => void kicks.push(at),
    /** @param cut dulls all of it, Hz. @param fadeSeconds how long it takes to go at the end */
    finish({ seconds: decay, damp, echoSeconds = 0.3, echoFeedback = 0.4 }: Room, fadeSeconds: number, cut?: number) {
      giveWay(ducked, kicks)
      for (const side of [0, 1] as const) for (let n = 0; n < length; n++) dry[side][n]! += ducked[side][n]!
      addEcho(echo, dry, { seconds: echoSeconds, feedback: echoFeedback })
      addReverb(room, dry, { seconds: decay, damp })
      if (cut) for (const side of dry) lowPass(side, { from: cut })
      finishMix(dry, fadeSeconds)
      return dry
    },
  }
}

/** Brings a voice's loudest tenth of a second to one level, so that gains compare. */
function level(samples: Float32Array) {
  const window = Math.min(samples.length, Math.round(sampleRate / 10))
  let sum = 0
  let most = 0
  for (let n = 0; n < samples.length; n++) {
    sum += samples[n]! * samples[n]!
    if (n >= window) sum -= samples[n - window]! * samples[n - window]!
    if (sum > most) most = sum
  }
  const factor = 0.2 / Math.sqrt(most / Math.round(sampleRate / 10) + 1e-9)
  for (let n = 0; n < samples.length; n++) samples[n]! *= factor
}

function giveWay(sides: Stereo, kicks: readonly number[]) {
  const length = Math.round(0.3 * sampleRate)
  for (const at of kicks) {
    const start = Math.round(at * sampleRate)
    for (const side of sides) {
      for (let n = 0; n < length && start + n < side.length; n++) {
        side[start + n]! *= 0.25 + 0.75 * Math.sin((n / length) * (Math.PI / 2))
      }
    }
  }
}
