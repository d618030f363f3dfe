import { skipToken, useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { Track } from '../api/shapes.ts'
import { useMusic } from '../music-context.ts'

const bars = 160
const height = 32

/** The shape of a track's sound, 0..255 for each stretch; undefined while there is none. */
export function useWaveform(track: Track | undefined) {
  const { api } = useMusic()
  const { data, isError } = useQuery({
    queryKey: ['waveforms', track?.id],
    queryFn: track?.analysis === 'done' ? () => api.waveform(track.id) : skipToken,
    // The sound of a track never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })
  return { peaks: data?.peaks, failed: isError }
}

/**
 * A track's loudness over its length as mirrored bars, as wide as what holds it; `played` and `buffered` are shares,
 * 0..1. A picture only: what one seeks with lies over it.
 */
export function Waveform(props: { peaks: number[]; played?: number; buffered?: number; className?: string }) {
  const { peaks, played = 0, buffered = 0, className = '' } = props
  const path = useMemo(() => drawBars(peaks), [peaks])
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${bars} ${height}`}
      preserveAspectRatio="none"
      className={`pointer-events-none block ${className}`}
    >
      <path d={path} className="fill-edge" />
      <path d={path} className="fill-muted opacity-50" style={{ clipPath: upTo(buffered) }} />
      <path d={path} className="fill-accent" style={{ clipPath: upTo(played) }} />
    </svg>
  )
}

const upTo = (share: number) => `inset(0 ${(1 - Math.min(1, share)) * 100}% 0 0) view-box`

function drawBars(peaks: number[]) {
  // What is quiet throughout has its shape too; what is silent stays a line.
  const loudest = Math.max(32, ...peaks)
  let path = ''
  for (let bar = 0; bar < bars; bar++) {
    const from = Math.floor((bar * peaks.length) / bars)
    const to = Math.max(from + 1, Math.floor(((bar + 1) * peaks.length) / bars))
    const peak = Math.max(0, ...peaks.slice(from, to)) / loudest
    const tall = Math.max(2, peak * height)
    path += `M${bar + 0.15} ${((height - tall) / 2).toFixed(1)}h.7v${tall.toFixed(1)}h-.7z`
  }
  return path
}
