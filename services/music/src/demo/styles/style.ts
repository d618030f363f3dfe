import type { ScaleName } from '../score/chords.ts'
import { createRandom } from '../score/random.ts'
import { createSong, ringSeconds, songSeconds, type Song, type SongPlan } from '../score/song.ts'
import { createMixer } from '../sound/mixer.ts'

export interface Progression {
  /** In C major or A minor, a chord a bar. */
  chords: string
  ending: string
  scale: ScaleName
  /** 0 for C, 9 for A minor. */
  tonic: number
}

export type Seconds = readonly [shortest: number, longest: number]

/** A way of making music: what its pieces have in common. */
export interface Style {
  tempo: readonly [slowest: number, fastest: number]
  beatsPerBar: number
  swing?: number
  /** An artist's pieces take them in turn, so that no two go alike. */
  progressions: readonly Progression[]
  /** Plays the song's parts onto its mixer and finishes it: left and right. */
  arrange(song: Song, variant: number): readonly [Float32Array, Float32Array]
}

/** A piece of about so many seconds, seven bars at least; the same style, seed and variant are the same samples. */
export function composePiece(style: Style, seed: string, variant: number, seconds: Seconds) {
  const random = createRandom(seed)
  const plan = planSong(style, variant, random, seconds)
  const mixer = createMixer(songSeconds(plan), random)
  return style.arrange(createSong(plan, mixer, random), variant)
}

function planSong(style: Style, variant: number, random: ReturnType<typeof createRandom>, between: Seconds): SongPlan {
  const { beatsPerBar, swing } = style
  const tempo = Math.round(random.between(...style.tempo))
  const seconds = random.between(...between) - ringSeconds
  const pairs = Math.round((seconds * tempo) / 60 / beatsPerBar / 2)
  const progression = style.progressions[variant % style.progressions.length]!
  return {
    ...progression,
    tempo,
    beatsPerBar,
    // One more than even: the piece comes to rest on a bar of its own.
    bars: Math.max(3, pairs) * 2 + 1,
    swing,
    key: random.pick([-4, -2, 0, 1, 3, 5].filter((key) => key !== 0 || variant % 2 === 0)),
  }
}
