import { Skeleton } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { useMusic } from '../../music-context.ts'
import { useWaveform, Waveform } from '../../player/waveform.tsx'
import { useStore } from '@bell/ui/store'

/** The shape of a track's sound; while the track is in the player, as far as it has been heard in the accent. */
export function TrackWaveform({ track }: { track: Track }) {
  const say = useWords()
  const { spokenDuration } = useFormats()
  const { player } = useMusic()
  const { peaks, failed } = useWaveform(track)
  const length = track.durationSeconds ?? 0
  const current = useStore(player.state, ({ item }) => item?.track.id === track.id)
  const heard = useStore(player.position, ({ seconds }) => (current && length > 0 ? seconds / length : 0))
  if (failed) return null
  if (!peaks) return <Skeleton className="h-16 w-full" />
  return (
    <div role="img" aria-label={say('track.waveform', { length: spokenDuration(length) })}>
      <Waveform peaks={peaks} played={heard} className="h-16 w-full" />
    </div>
  )
}
