import type { Queue, QueueItem, Track } from '../api/shapes.ts'

/** As ReplayGain 2 has it: quiet enough that hardly any track would have to be raised over full scale. LUFS. */
const target = -18
/** Of a track whose loudness is not known yet, about that of what is mastered today. LUFS. */
const assumed = -12

type Loudness = NonNullable<Track['loudness']>

/**
 * What the volume is multiplied by so that tracks are equally loud; never so much that the sound would be cut off at
 * full scale. Tracks of an album that stand together in the queue keep their distances.
 */
export function gainOf(item: QueueItem, queue: Queue): number {
  const { integrated, truePeak } = loudnessOfAlbum(item, queue) ??
    item.track.loudness ?? { integrated: assumed, truePeak: 0 }
  return 10 ** (Math.min(target - integrated, -truePeak) / 20)
}

function loudnessOfAlbum({ itemId, track }: QueueItem, { items, shuffle }: Queue): Loudness | undefined {
  const at = items.findIndex((item) => item.itemId === itemId)
  const isOfAlbum = (item: QueueItem | undefined) => item !== undefined && item.track.album?.id === track.album?.id
  if (!track.album || shuffle || at < 0 || !(isOfAlbum(items[at - 1]) || isOfAlbum(items[at + 1]))) return undefined
  const known = items.flatMap((item) =>
    isOfAlbum(item) && item.track.loudness
      ? [{ ...item.track.loudness, seconds: item.track.durationSeconds ?? 0 }]
      : [],
  )
  const seconds = known.reduce((sum, one) => sum + one.seconds, 0)
  if (seconds === 0) return undefined
  const energy = known.reduce((sum, one) => sum + one.seconds * 10 ** (one.integrated / 10), 0)
  return { integrated: 10 * Math.log10(energy / seconds), truePeak: Math.max(...known.map((one) => one.truePeak)) }
}
