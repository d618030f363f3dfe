import { Skeleton } from '@bell/ui'
import { useFormats } from '@bell/ui/i18n'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Track } from '../../api/shapes.ts'
import { useWords } from '../../i18n/words.ts'
import { useMusic } from '../../music-context.ts'
import { useStore } from '../../store.ts'

/** Bars that are drawn; a screen has no room for a thousand. */
const bars = 200

/** The shape of a track's sound; while the track is in the player, as far as it has been heard in the accent. */
export function Waveform({ track }: { track: Track }) {
  const say = useWords()
  const { spokenDuration } = useFormats()
  const { api, player } = useMusic()
  const { data, isError } = useQuery({
    queryKey: ['waveforms', track.id],
    queryFn: () => api.waveform(track.id),
    // The sound of a track never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })
  const length = track.durationSeconds ?? 0
  const current = useStore(player.state, ({ item }) => item?.track.id === track.id)
  const heard = useStore(player.position, ({ seconds }) =>
    current && length > 0 ? Math.round((seconds / length) * bars) : 0,
  )
  const outline = useMemo(() => (data ? pathOf(data.peaks) : ''), [data])
  if (isError) return null
  if (!data) return <Skeleton className="h-16 w-full" />
  return (
    <svg
      role="img"
      aria-label={say('track.waveform', { length: spokenDuration(length) })}
      viewBox={`0 0 ${bars} 100`}
      preserveAspectRatio="none"
      className="block h-16 w-full"
    >
      <path d={outline} className="stroke-edge" strokeWidth={0.6} vectorEffect="none" />
      <svg width={heard} height={100} viewBox={`0 0 ${heard} 100`}>
        {heard > 0 && <path d={outline} className="stroke-accent" strokeWidth={0.6} />}
      </svg>
    </svg>
  )
}

/** A line up and down for each stretch, as high as its loudest moment. */
function pathOf(peaks: number[]) {
  // What is quiet throughout has its shape too; what is silent stays a line.
  const loudest = Math.max(32, ...peaks)
  const height = (bar: number) => {
    const from = Math.floor((bar * peaks.length) / bars)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / bars))
    return Math.max(1.5, (Math.max(...peaks.slice(from, to)) / loudest) * 50)
  }
  return Array.from({ length: bars }, (_, bar) => {
    const half = height(bar)
    return `M${bar + 0.5} ${(50 - half).toFixed(1)}V${(50 + half).toFixed(1)}`
  }).join('')
}
